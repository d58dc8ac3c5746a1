// One more block of a repeated question, without asking the server: a copy of the last one, emptied.
const blocksOf = (box) => [...box.children].filter((child) => child.matches("fieldset"));

export function addBlock(box) {
  const name = box.dataset.blocks;
  const all = blocksOf(box);
  const last = all[all.length - 1];
  const before = all.length - 1;
  const made = last.cloneNode(true);
  const swaps = [[`${name}.${before}.`, `${name}.${before + 1}.`], [`${box.id}-${before}-`, `${box.id}-${before + 1}-`]];
  made.querySelectorAll("*").forEach((part) => {
    ["name", "id", "for", "aria-describedby"].filter((what) => part.hasAttribute(what)).forEach((what) => {
      part.setAttribute(what, swaps.reduce((text, [from, to]) => text.split(from).join(to), part.getAttribute(what)));
    });
    empty(part);
  });
  made.querySelectorAll(".field__error").forEach((error) => error.remove());
  const legend = made.querySelector("legend");
  legend.textContent = legend.textContent.replace(/\d+/, before + 2);
  last.after(made);
  return made;
}

function empty(field) {
  field.removeAttribute("aria-invalid");
  if (field.matches("input[type=radio], input[type=checkbox]")) field.checked = false;
  else if (field.matches("input, textarea")) field.value = "";
  else if (field.matches("select")) field.selectedIndex = 0;
}

/** As many blocks as these answers need. */
export function fitBlocks(form, pairs) {
  form.querySelectorAll("[data-blocks]").forEach((box) => {
    const start = `${box.dataset.blocks}.`;
    const places = pairs.filter(([name, value]) => name.startsWith(start) && value).map(([name]) => Number(name.slice(start.length).split(".")[0]));
    const needed = Math.min(Math.max(0, ...places.filter(Number.isInteger)) + 1, 100);
    while (blocksOf(box).length < needed) addBlock(box);
  });
}
