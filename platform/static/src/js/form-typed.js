// What the inputs of a question hold, read as the server reads them: null when nothing is answered or the server
// would refuse it, UNKNOWN when only the server can tell. Numbers are texts in canonical writing: "1234.5".
export const UNKNOWN = Symbol("unknown");
/** Answered, in words that only the server compares. */
export const SOMETHING = Symbol("something");

const western = (text) => text.replace(/[٠-٩]/g, (sign) => sign.charCodeAt(0) - 0x660).replace(/[۰-۹]/g, (sign) => sign.charCodeAt(0) - 0x6f0);
const GROUPED = /^\d{1,3}(?:[.,٬]\d{3})+$/;
const MOST_DIGITS = 18;

/** core/numerals.py parse_number, without the useless zeros in front. */
export function parseNumber(raw) {
  let text = western(raw).replace(/[\s\u00a0\u202f\u2009\u200e\u200f\u061c'’_]/g, "").replace(/٫/g, ",").replace(/−/g, "-");
  const sign = /^[+-]/.test(text) ? text[0] : "";
  text = text.slice(sign.length);
  if (text.includes("٬") && GROUPED.test(text.split(",")[0])) text = text.replace(/٬/g, "");
  const last = Math.max(text.lastIndexOf(","), text.lastIndexOf("."));
  if (last >= 0) {
    let whole = text.slice(0, last);
    let decimals = text.slice(last + 1);
    const other = text[last] === "," ? "." : ",";
    if (whole.includes(text[last])) {
      if (!GROUPED.test(text) || text.includes(other)) return null;
      [whole, decimals] = [text.split(text[last]).join(""), ""];
    } else if (whole.includes(other)) {
      if (!GROUPED.test(whole)) return null;
      whole = whole.split(other).join("");
    }
    text = decimals ? `${whole}.${decimals}` : whole;
  }
  if (!/^\d+(?:\.\d+)?$/.test(text) || text.replace(".", "").length > MOST_DIGITS) return null;
  return (sign === "-" ? "-" : "") + text.replace(/^0+(?=\d)/, "");
}

const plain = (number) => {
  const text = number.includes(".") ? number.replace(/0+$/, "").replace(/\.$/, "") : number;
  return text === "-0" ? "0" : text;
};

/** Negative, zero or positive, of two numbers in text. */
export function compareNumbers(one, other) {
  const [a, b] = [plain(one), plain(other)];
  const signs = (a[0] === "-" ? -1 : 1) - (b[0] === "-" ? -1 : 1);
  if (signs || a === b) return signs;
  const [mine, theirs] = [a, b].map((text) => text.replace("-", "").split("."));
  const bigger = mine[0].length - theirs[0].length || compareTexts(mine[0], theirs[0]) || compareTexts(mine[1] || "", theirs[1] || "");
  return a[0] === "-" ? -bigger : bigger;
}

export const compareTexts = (one, other) => (one < other ? -1 : Number(one > other));

function parseDay(raw) {
  const text = western(raw).replace(/[\u200e\u200f\u061c]/g, "").trim();
  const first = text.match(/^(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})$/);
  const last = text.match(/^(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})$/) || text.match(/^(\d\d)(\d\d)(\d{4})$/);
  if (!first && !last) return null;
  const parts = first ? first.slice(1) : last.slice(1).reverse();
  const day = [parts[0], ...parts.slice(1).map((part) => part.padStart(2, "0"))].join("-");
  const made = new Date(`${day}T00:00:00Z`);
  return Number.isNaN(made.getTime()) || made.toISOString().slice(0, 10) !== day ? null : day;
}

const isPrecise = (number, decimals) => {
  const typed = (number.split(".")[1] || "").length;
  return (plain(number).split(".")[1] || "").length <= decimals && !(typed === 3 && decimals < 3);
};
const isWithin = (value, { min, max }, compare) => !((min && compare(value, min) < 0) || (max && compare(value, max) > 0));
const isShort = (text, limit) => [...text].length <= Number(limit);
const clean = (text) => text.replace(/[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\u00ad]/g, "").trim();
const likely = (pattern) => ({ one }) => (!clean(one) ? null : pattern.test(clean(one)) && one.length < 250 ? SOMETHING : UNKNOWN);

function readNumber({ one, question, decimals = Number(question.decimals || 0) }) {
  const number = parseNumber(one);
  return number === null || !isPrecise(number, decimals) || !isWithin(number, question, compareNumbers) ? null : plain(number);
}

function readMoney({ one, question }) {
  const bare = ["dh", "mad", "درهم"].reduce((text, word) => (text.endsWith(word) ? text.slice(0, -word.length) : text), one.toLowerCase());
  const number = parseNumber(bare);
  return number !== null && number[0] === "-" && plain(number) !== "0" ? null : readNumber({ one: bare, question, decimals: 2 });
}

function readDay({ one, question: { min, max } }) {
  const day = parseDay(one);
  const limits = { min: min && parseDay(min), max: max && parseDay(max) };
  return day === null || !isWithin(day, { min: "1900-01-01", max: "2060-12-31" }, compareTexts) || !isWithin(day, limits, compareTexts) ? null : day;
}

function readPhone({ one }) {
  const text = western(clean(one)).replace(/\s+/g, " ");
  const digits = text.replace(/\D/g, "").length;
  return /^\+?[0-9][0-9 ().\-/]*$/.test(text) && digits >= 6 && digits <= 15 && text.length <= 40 ? text : null;
}

function readChoice({ one, other }) {
  if (one !== "other") return one || null;
  return other && isShort(other, 200) ? { other } : null;
}

function readSeveral({ all, other, question }) {
  const keys = all.filter(Boolean);
  const parts = keys.map((key) => readChoice({ one: key, other }));
  const isCount = keys.length >= Number(question.min_choices || 0) && keys.length <= Number(question.max_choices || keys.length);
  return keys.length && isCount && parts.every(Boolean) ? parts : null;
}

const readText = ({ one, question }) => (isShort(one, question.max_length) ? one : null);
const readInside = ({ name, inputs }) => (inputs.some((input) => input.name.startsWith(`${name}.`) && held(input).some((text) => text.trim())) ? UNKNOWN : null);

const READERS = {
  text: readText, long_text: readText, number: readNumber, money: readMoney, date: readDay, phone: readPhone,
  yes_no: ({ one }) => ({ true: true, false: false }[one] ?? null),
  one: readChoice, several: readSeveral, province: readChoice, commune: readChoice,
  email: likely(/^[\w.+-]+@[a-z0-9][a-z0-9-]*(\.[a-z0-9][a-z0-9-]*)*\.[a-z]{2,}$/i),
  url: likely(/^(https?:\/\/)?([a-z0-9]+\.)+[a-z]{2,}(\/[\w\-./?=&%#~+]*)?$/i),
  address: ({ one, point }) => (point ? UNKNOWN : isShort(one.split(/\s+/).join(" "), 300) ? { text: one } : null),
  table: readInside, repeated: readInside, note: () => null,
};

const held = (input) => {
  if (input.type === "hidden" || input.type === "file") return [];
  if (input.type === "checkbox" || input.type === "radio") return input.checked ? [input.value] : [];
  return [input.value];
};

/** The answer typed into these inputs, which hold the question among others. */
export function readAnswer(question, inputs) {
  const name = `q.${question.key}`;
  const textsAt = (at) => inputs.filter((input) => input.name === at).flatMap(held).map((text) => text.replace(/\0/g, "").replace(/\r\n/g, "\n").trim());
  const all = textsAt(name);
  const [[one = ""], [other = ""], [point = ""]] = [all, textsAt(`${name}-other`), textsAt(`${name}-point`)];
  const read = READERS[question.type];
  if (!read) return UNKNOWN;
  if (!one && !point && !["table", "repeated", "several"].includes(question.type)) return null;
  return read({ question, name, inputs, all, one, other, point });
}
