// What a form holds, as [name, value] pairs in the order of the page: what a browser would post, without
// tokens, passwords and files.
const NEVER = ["password", "file", "submit", "button", "image", "reset"];

const kept = (form) => [...form.elements].filter((field) => field.name && !field.disabled && field.name[0] !== "_"
  && field.name !== "csrf_token" && field.type !== "fieldset" && !NEVER.includes(field.type));
const isChoice = (field) => field.type === "checkbox" || field.type === "radio";

/** `served`: as the server wrote the page, whatever the browser put back in its fields. */
export function read(form, served = false) {
  const pairs = [];
  kept(form).forEach((field) => {
    if (isChoice(field)) {
      if (served ? field.defaultChecked : field.checked) pairs.push([field.name, field.value]);
    } else if (field.options) {
      const options = [...field.options];
      let chosen = options.filter((option) => (served ? option.defaultSelected : option.selected));
      if (served && !chosen.length && !field.multiple) chosen = options.slice(0, 1);
      chosen.forEach((option) => pairs.push([field.name, option.value]));
    } else {
      pairs.push([field.name, lines(served ? field.defaultValue : field.value)]);
    }
  });
  return pairs;
}

/** Puts a text back, what the page was written from (its hidden version) included. */
export function fill(form, pairs) {
  const waiting = pairs.slice();
  const has = (name, value) => pairs.some((pair) => pair[0] === name && pair[1] === value);
  kept(form).forEach((field) => {
    if (isChoice(field)) {
      field.checked = has(field.name, field.value);
    } else if (field.options) {
      [...field.options].forEach((option) => { option.selected = has(field.name, option.value); });
    } else {
      const index = waiting.findIndex((pair) => pair[0] === field.name);
      if (index >= 0) [[, field.value]] = waiting.splice(index, 1);
    }
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

const lines = (text) => text.replace(/\r\n?/g, "\n");
