// Sums said while somebody types: of a budget, of people. They are a help: the server adds up what is sent.
import { parseNumber } from "./form-typed.js";

const MONEY = /\s*(dh|mad|درهم)\s*$/i;

/** Centimes; nothing for what the server would refuse. */
function centimes(input) {
  const number = input && parseNumber(input.value.replace(MONEY, ""));
  return number ? Math.max(0, Math.round(Number(number) * 100)) : 0;
}

/** As the server writes it: `pattern` is 1 234 567,89 DH in the reader's language. */
function written(cents, pattern) {
  const [, group, decimal] = pattern.match(/1(\D)234\D567(\D?)/);
  const whole = String(Math.floor(cents / 100)).replace(/\B(?=(\d{3})+$)/g, group);
  const hasDecimals = pattern.includes("89");
  const text = hasDecimals ? `${whole}${decimal}${String(cents % 100).padStart(2, "0")}` : whole;
  return pattern.replace(hasDecimals ? /1.*89/ : /1.*567/, () => text);
}

function show(box, name, text) {
  const output = box.querySelector(`[data-sum="${name}"]`);
  if (output) output.textContent = text;
}

function addBudget(box) {
  const name = box.dataset.budget;
  const inputs = [...box.querySelectorAll("[data-added]")];
  const sum = (start) => inputs.filter((input) => input.name.startsWith(`${name}.${start}`)).reduce((total, input) => total + centimes(input), 0);
  const say = (cents) => written(cents, box.dataset.money);
  const total = sum("line.");
  const inKind = sum("own_in_kind");
  const own = sum("own_cash") + sum("partner.");
  const requested = "fixed" in box.dataset ? Number(box.dataset.fixed) : sum("requested");
  const financing = requested + own + inKind;
  const words = JSON.parse(box.dataset.words);
  const gap = financing - total;
  const key = gap === 0 ? "even" : gap < 0 ? "short" : "over";
  show(box, "total", say(total));
  show(box, "financing", say(financing));
  show(box, "own", say(own + (box.dataset.inKind === "no" ? 0 : inKind)));
  const balance = box.querySelector("[data-balance]");
  const text = total ? words[key].replace("{n}", say(Math.abs(gap))) : "";
  if (balance.textContent !== text) balance.textContent = text; // what is said aloud is said once
}

function addPeople(box) {
  const counts = [...box.querySelectorAll("[data-added]")].map((input) => Number(parseNumber(input.value) || 0));
  const total = counts.filter((count) => count >= 0 && Number.isInteger(count)).reduce((all, count) => all + count, 0);
  show(box, "total", written(total * 100, box.dataset.number));
}

export function addUp() {
  document.querySelectorAll("[data-budget]").forEach(addBudget);
  document.querySelectorAll("[data-people]").forEach(addPeople);
}
