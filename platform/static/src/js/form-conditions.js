// Shows and hides questions as answers change, as domain/questionnaires/conditions.py judges. What is hidden is
// disabled, so that it is not sent and the server clears it. What only the server can judge stays shown.
import { UNKNOWN, SOMETHING, compareNumbers, compareTexts, parseNumber, readAnswer } from "./form-typed.js";

const isEmpty = (answer) => answer === undefined || answer === null || answer === "" || (Array.isArray(answer) && !answer.length);

/** An answer as a condition writes it. */
function said(answer) {
  if (Array.isArray(answer)) return answer.flatMap(said);
  if (answer === undefined || answer === null) return [];
  if (typeof answer === "object") return "other" in answer ? ["other"] : [];
  return [String(answer)];
}

function compares(answer, { is, value = "" }) {
  if (typeof answer === "object") return undefined;
  const text = answer === true ? "True" : answer === false ? "False" : String(answer);
  const [mine, other] = [parseNumber(text), parseNumber(value)];
  if ((mine === null) !== (other === null)) return false;
  const bigger = mine === null ? compareTexts(text, value) : compareNumbers(mine, other);
  return is === "more" ? bigger > 0 : bigger < 0;
}

/** True, false, or undefined when only the server can tell. */
function judgeTest(test, answers) {
  const answer = answers[test.question];
  if (answer === UNKNOWN) return undefined;
  if (test.is === "answered") return !isEmpty(answer);
  if (test.is === "empty") return isEmpty(answer);
  if (answer === SOMETHING) return undefined;
  if (test.is === "is" || test.is === "holds") return said(answer).includes(test.value || "");
  if (test.is === "is_not" || test.is === "holds_not") return !said(answer).includes(test.value || "");
  if (test.is === "more" || test.is === "less") return isEmpty(answer) ? false : compares(answer, test);
  return undefined;
}

function judge(condition, answers) {
  if (!condition) return true;
  const verdicts = condition.tests.map((test) => judgeTest(test, answers));
  const decides = condition.match === "any"; // one such verdict settles it
  if (verdicts.includes(decides)) return decides;
  return verdicts.includes(undefined) ? undefined : !decides;
}

export function takeConditions(root, forms) {
  const asked = JSON.parse(root.dataset.asked || "null");
  if (!asked) return { refresh: () => new Set(), free: () => {} };
  document.querySelectorAll("template[data-question]").forEach((waiting) => {
    const box = document.createElement("div");
    box.dataset.question = waiting.dataset.question;
    box.hidden = true;
    box.append(waiting.content);
    waiting.replaceWith(box);
  });
  const boxOf = (question) => document.querySelector(`[data-question="${question.key}"]`);
  const partOf = (part) => document.getElementById(`partie-${part.key}`);
  const controls = (box) => [...box.querySelectorAll("input, select, textarea, button")];

  function show(box, verdict, isIn = true) {
    box.hidden = verdict === false;
    box.querySelectorAll(":scope > [data-when]").forEach((words) => { words.hidden = verdict !== undefined; });
    controls(box).forEach((control) => { control.disabled = !isIn || box.hidden; });
  }

  /** Judges everything in the order of asking; gives the forms where something appeared or went. */
  function refresh() {
    const changed = new Set();
    const answers = { ...asked.known };
    const inputs = forms.flatMap((form) => [...form.elements]);
    const note = (box, before) => { if (box.hidden !== before) changed.add(box.closest("form[data-part]") || box.querySelector("form[data-part]")); };
    asked.parts.forEach((part) => {
      const place = partOf(part);
      const verdict = place ? judge(part.when, answers) : true;
      if (place && part.when) {
        const before = place.hidden;
        show(place, verdict);
        document.querySelectorAll(`a[href="#partie-${part.key}"]`).forEach((link) => { (link.closest("li") || link).hidden = place.hidden; });
        note(place, before);
      }
      (part.questions || []).forEach((question) => {
        const box = question.when ? boxOf(question) : null;
        const own = judge(question.when, answers);
        if (box) {
          const before = box.hidden;
          show(box, own, verdict !== false);
          note(box, before);
        }
        if (verdict === false || own === false || (question.when && !box)) return;
        const answer = readAnswer(question, inputs);
        answers[question.key] = answer !== null && (verdict === undefined || own === undefined) ? UNKNOWN : answer;
      });
    });
    showOthers();
    return changed;
  }

  /** The box for another answer, where "other" is chosen. */
  function showOthers() {
    document.querySelectorAll("[data-other]").forEach((box) => {
      const text = box.querySelector("input");
      const named = [...document.getElementsByName(text.name.replace(/-other$/, ""))];
      box.hidden = !named.some((one) => !one.disabled && one.value === "other" && (one.checked || one.options));
      text.disabled = box.hidden;
    });
  }

  /** Everything can be written to, until the next refresh. */
  function free() {
    document.querySelectorAll("[data-question], [data-other]").forEach((box) => controls(box).forEach((control) => { control.disabled = false; }));
    asked.parts.map(partOf).filter(Boolean).forEach((place) => controls(place).forEach((control) => { control.disabled = false; }));
  }

  refresh();
  return { refresh, free };
}
