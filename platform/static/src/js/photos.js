// Photos are made smaller before they leave: a phone's picture of 12 MB takes minutes on a weak network, and
// carries where it was taken. Without this file the server takes them as they are, up to its limit.
const LONGEST = 2000;
const QUALITY = 0.82;
const HEAVY = 400_000;

export function shrinkPhotos() {
  if (typeof DataTransfer !== "function" || typeof createImageBitmap !== "function") return;
  document.querySelectorAll('input[type="file"][data-shrink]').forEach((input) => {
    input.addEventListener("change", () => { shrinkAll(input); });
  });
}

async function shrinkAll(input) {
  const chosen = [...input.files];
  const files = await Promise.all(chosen.map((file) => shrink(file).catch(() => file)));
  if (files.every((file, place) => file === chosen[place])) return;
  if ([...input.files].some((file, place) => file !== chosen[place])) return; // chosen again meanwhile
  const box = new DataTransfer();
  files.forEach((file) => box.items.add(file));
  input.files = box.files;
  input.dataset.shrunk = files.length; // for those who wait for it
}

export async function shrink(file) {
  if (!/^image\/(jpeg|png|webp)$/.test(file.type) || file.size < HEAVY) return file;
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const blob = await new Promise((done) => { canvas.toBlob(done, "image/jpeg", QUALITY); });
  if (!blob || blob.size >= file.size) return file;
  return new File([blob], file.name.replace(/\.[^.]+$/, "") + ".jpg", { type: "image/jpeg" });
}
