// "Écouter": the browser's own voice reads a question or a choice, where it has one of the page's language.
const wanted = document.documentElement.lang.slice(0, 2);
const buttons = document.querySelectorAll("button[data-say]");

function voice() {
  return speechSynthesis.getVoices().find((one) => one.lang.toLowerCase().startsWith(wanted));
}

function show() {
  if (voice()) buttons.forEach((button) => { button.hidden = false; });
}

if ("speechSynthesis" in window && buttons.length) {
  buttons.forEach((button) => button.addEventListener("click", () => {
    const said = new SpeechSynthesisUtterance(button.dataset.say);
    said.voice = voice();
    said.lang = said.voice ? said.voice.lang : wanted;
    said.rate = 0.9;
    speechSynthesis.cancel();
    speechSynthesis.speak(said);
  }));
  show();
  speechSynthesis.addEventListener?.("voiceschanged", show);
  addEventListener("pagehide", () => speechSynthesis.cancel());
}
