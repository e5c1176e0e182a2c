// ical.js in strict mode: for each file one line of JSON with its complaints and its occurrences 2025–2031.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

ICAL.design.strict = true;
const last = ICAL.Time.fromData({ year: 2032, month: 1, day: 1, isDate: true });

function occurrences(root) {
  const days = [];
  for (const part of root.getAllSubcomponents("vevent")) {
    const event = new ICAL.Event(part);
    const texts = [event.summary ?? "", event.description ?? ""];
    const cancelled = part.getFirstPropertyValue("status") === "CANCELLED";
    const starts = event.iterator();
    for (let start = starts.next(); start && start.compare(last) < 0; start = starts.next()) {
      const one = event.getOccurrenceDetails(start);
      days.push([event.uid ?? "", one.startDate.toString(), one.endDate.toString(), ...texts, cancelled]);
    }
  }
  return days;
}

for (const file of process.argv.slice(2)) {
  const faults = [];
  let days = [];
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(readFileSync(file));
    const parsed = ICAL.parse(text);
    const root = new ICAL.Component(Array.isArray(parsed[0]) ? parsed[0] : parsed);
    days = occurrences(root);
    for (const alarm of root.getAllSubcomponents("vevent").flatMap((e) => e.getAllSubcomponents("valarm"))) {
      alarm.getFirstPropertyValue("trigger")?.toString();
    }
  } catch (error) {
    faults.push(String(error));
  }
  console.log(JSON.stringify({ faults, days }));
}
