// "Écouter": a recorded voice reads the screen where there is one; else the browser's own voice reads a question or
// a choice, where it has one of the page's language.
const wanted = document.documentElement.lang.slice(0, 2);
const recorded = document.querySelectorAll("button[data-sound]");
const spoken = document.querySelectorAll("button[data-say]:not([data-sound])");
const speaks = "speechSynthesis" in window;
const players = [];

function hush() {
  if (speaks) speechSynthesis.cancel();
  players.forEach((player) => player.pause());
}

function voice() {
  return speechSynthesis.getVoices().find((one) => one.lang.toLowerCase().startsWith(wanted));
}

function show() {
  if (voice()) spoken.forEach((button) => { button.hidden = false; });
}

recorded.forEach((button) => {
  const player = button.previousElementSibling;
  players.push(player);
  player.hidden = true;
  button.hidden = false;
  player.addEventListener("error", () => { button.hidden = true; player.hidden = false; });
  button.addEventListener("click", () => {
    const goesOn = !player.paused;
    hush();
    if (goesOn) return;
    player.currentTime = 0;
    player.play().catch(() => { button.hidden = true; player.hidden = false; });
  });
});

if (speaks && spoken.length) {
  spoken.forEach((button) => button.addEventListener("click", () => {
    const said = new SpeechSynthesisUtterance(button.dataset.say);
    said.voice = voice();
    said.lang = said.voice ? said.voice.lang : wanted;
    said.rate = 0.9;
    hush();
    speechSynthesis.speak(said);
  }));
  show();
  speechSynthesis.addEventListener?.("voiceschanged", show);
}
addEventListener("pagehide", hush);
