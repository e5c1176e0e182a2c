// CPU seconds that npm's ical-generator needs for the entries on stdin, the median of so many runs.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const near = createRequire(new URL("../tests/system/package.json", import.meta.url));
const { default: ical, ICalEventBusyStatus, ICalEventTransparency } = near("ical-generator");
const rows = JSON.parse(readFileSync(0, "utf8"));
const stamp = new Date("2025-09-02T22:00:00Z");

function write() {
  const calendar = ical({ name: "Plan" });
  for (const [id, day, summary, description, categories] of rows) {
    const start = new Date(`${day}T00:00:00Z`);
    calendar.createEvent({
      id, summary, description, start, allDay: true, stamp, lastModified: stamp, sequence: 0, timezone: "UTC",
      end: new Date(start.getTime() + 86_400_000), transparency: ICalEventTransparency.TRANSPARENT,
      busystatus: ICalEventBusyStatus.FREE, categories: categories.map((name) => ({ name })),
    });
  }
  return calendar.toString();
}

const times = [];
for (let run = 0; run < Number(process.argv[2]); run += 1) {
  const before = process.cpuUsage();
  if (write().length < rows.length * 100) throw new Error("too little was written");
  const { user, system } = process.cpuUsage(before);
  times.push((user + system) / 1e6);
}
console.log(times.sort((a, b) => a - b)[Math.floor(times.length / 2)]);
