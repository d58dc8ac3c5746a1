// Files leave in pieces, in the background, while the rest is filled in; what was chosen survives a restart.
import { shrink } from "./photos.js";

export function takeFiles({ root, store, token, queue, words, changed }) {
  const line = (row) => {
    const list = listOf(document.querySelector(`[data-pieces="${row.question}"]`));
    if (!list) return null;
    let item = list.querySelector(`[data-file="${row.key}"]`);
    if (!item) {
      item = document.createElement("li");
      item.dataset.file = row.key;
      list.append(item);
    }
    return item;
  };

  function show(row) {
    const item = line(row);
    if (!item) return;
    const done = row.upload ? Math.floor((100 * row.upload.received) / row.blob?.size || 0) : 0;
    const word = row.isDone ? words.file_here : row.stopped ? words.file_refused : row.upload ? words.file_goes : words.file_waits;
    const text = document.createElement("span");
    text.dir = "auto";
    text.textContent = word.replace("{name}", row.name).replace("{n}", done).replace("{why}", row.message || words.not_sent);
    const parts = [text];
    if (!row.isDone && !row.stopped) {
      const bar = document.createElement("progress");
      bar.max = 100;
      bar.value = done;
      bar.setAttribute("aria-label", row.name);
      parts.push(bar);
    }
    if (!row.isDone) {
      const button = item.querySelector("button") || cancelButton(row, item); // the same one: it may hold the focus
      parts.push(button);
    }
    item.replaceChildren(...parts);
  }

  function cancelButton(row, item) {
    const button = document.createElement("button");
    const name = document.createElement("span");
    button.type = "button";
    button.className = "button button--link";
    name.className = "hidden-text";
    name.textContent = ` ${row.name}`;
    button.append(words.cancel, name);
    button.addEventListener("click", async () => {
      const now = await store.get(row.id);
      await store.remove(row.id);
      item.remove();
      changed();
      if (now && now.upload && !now.stopped) queue.ask(`${root.dataset.files}/${now.upload.key}`, { method: "DELETE" }).catch(() => {});
    });
    return button;
  }

  async function choose(input) {
    const chosen = [...input.files];
    input.value = ""; // they leave by themselves, not with the form
    for (const file of chosen) {
      const small = await shrink(file).catch(() => file);
      const key = random();
      const row = { kind: "file", id: `${token}|file|${key}`, key, question: input.dataset.pieces, name: small.name, blob: small, upload: null };
      await store.update(row.id, () => row);
      show(row);
    }
    changed();
    queue.run();
  }

  document.querySelectorAll("[data-pieces]").forEach((input) => input.addEventListener("change", () => choose(input)));
  return show;
}

export function random() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function listOf(input) {
  if (!input) return null;
  const next = input.nextElementSibling;
  if (next && next.matches(".pieces")) return next;
  const list = document.createElement("ul");
  list.className = "pieces";
  input.after(list);
  return list;
}
