// The drawing of a single run is made from its numbers when its section is first opened: see one_run.py.
const HEIGHTS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const FEELINGS = { e: "easy", l: "hurting less", h: "hurting", o: "hurting open" };
const RESULTS = { g: "gone", l: "less pain", s: "no change", w: "worse", n: "result not noted" };
const MEASURES = ["pace", "grade", "cadence"];
const X0 = 112, AXIS = 314, TOP = 8, PANEL = 38, PITCH = 50, STRIP = 27;

function put(parent, tag, attributes = {}, text = "") {
  const { namespaceURI: space } = tag === "svg" ? document.querySelector("svg") : parent;
  const made = document.createElementNS(space, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.textContent = text;
  return parent.appendChild(made);
}

const label = (svg, text, x, y, anchor) => put(svg, "text", { x, y, "text-anchor": anchor }, text);
const mark = (svg, tag, attributes, says) => put(put(svg, tag, attributes), "title", {}, says);
const box = (look, from, to, y, height) => ({ class: look, d: `M${X0 + from} ${y}H${X0 + Math.max(from, to)}v${height}H${X0 + from}z` });
const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
const percent = (tenths) => `${tenths < 0 ? "-" : "+"}${(Math.abs(tenths) / 10).toFixed(1)} %`;

// "2f0ek": numbers of two digits each to the base of 36; null for what was not measured.
const numbers = (text, least = 0) => (text.slice(1).match(new RegExp(`.{${text[0]}}`, "g")) || [])
  .map((one) => (one.startsWith("-") ? null : parseInt(one, 36) + least));

function read(section, [end, tick, strips, points, curves, to, measures]) {
  return {
    end, tick, curves, to,
    measures: measures.map((one, m) => numbers(one, m === 1 ? -500 : 0)),
    units: section.closest(".runs").dataset.units,
    date: section.querySelector("b").textContent,
    fact: section.querySelector("summary").lastChild.textContent.replace(/^.*?: /, ""),
    done: [...section.querySelectorAll("li")].map((one) => one.textContent).join("; "),
    strips: strips.split(" ").map((one) => ({
      site: parseInt(one, 10),
      stretches: [...one.matchAll(/([elho])(\d+)/g)].map(([, feeling, until]) => [feeling, +until]),
    })),
    points: [...points.matchAll(/([a-z])(\d+)\.(\d+)\.(\d+)/g)].map(([, kind, ...at]) => [kind, ...at.map(Number)]),
    bottom: TOP + curves.filter(Boolean).length * PITCH,
  };
}

// The means of each mile or kilometre: a row of cells for each, a dash for what was not measured.
function rowsOf({ to, measures, units }) {
  const length = Math.max(0, ...measures.map((one) => one.length));
  const shown = length && measures[3].length ? measures : measures.slice(0, 3);
  return Array.from({ length }, (_, k) => [
    `${k}-${k + 1 < length ? k + 1 : to} ${units}`,
    ...shown.map((one, m) => (one.length === 0 || one[k] === null ? "–" : [clock, percent, String, String][m](one[k]))),
  ]);
}

// The line of a curve, broken where nothing was measured.
function path(heights, top) {
  let pen = "M";
  return [...heights].map((letter, k) => {
    const height = HEIGHTS.indexOf(letter);
    const before = pen;
    pen = height < 0 ? "M" : "L";
    const x = X0 + ((k + 0.5) / heights.length) * AXIS;
    return height < 0 ? "" : `${before}${x.toFixed(1)} ${(top + PANEL * (1 - height / (HEIGHTS.length - 1))).toFixed(1)}`;
  }).join("");
}

function drawAxis(svg, { end, tick, units }, y) {
  for (let k = 0; k * tick <= end + 0.001; k += 1) {
    const unit = (k + 1) * tick > end + 0.001 ? ` ${units}` : "";
    const x = (k * tick / end) * AXIS;
    const atEdge = unit && x > AXIS - 12;
    label(svg, `${+(k * tick).toFixed(2)}${unit}`, X0 + (atEdge ? AXIS + 12 : x), y, atEdge ? "end" : "middle");
  }
}

function drawCurves(svg, { curves, units }) {
  let top = TOP;
  curves.forEach((curve, k) => {
    if (!curve) return;
    put(svg, "path", { class: "grid", d: `M${X0} ${top + PANEL}h${AXIS}` });
    put(svg, "path", { class: MEASURES[k], d: path(curve[1], top) });
    label(svg, [`pace /${units}`, "grade", "steps/min"][k], X0 - 8, top + 14, "end");
    label(svg, curve[0] + (k === 1 ? " %" : ""), X0 - 8, top + 30, "end");
    top += PITCH;
  });
}

function drawStrips(svg, { strips, points, curves, bottom }) {
  strips.forEach(({ site, stretches }, k) => {
    const y = bottom + k * STRIP + 5;
    const name = site ? document.getElementById(`s${site}`).textContent : stretches[0][0] === "o" ? "Unknown" : "No pain";
    label(svg, name.length > 11 ? `${name.slice(0, 9)}…` : name, X0 - 8, y + 10.5, "end");
    stretches.forEach(([feeling, until], j) => {
      put(svg, "path", box(FEELINGS[feeling], j ? stretches[j - 1][1] : 0, until, y, 12));
    });
  });
  points.filter(([kind]) => kind === "o" && curves.some(Boolean)).forEach(([, , x]) => {
    put(svg, "path", { class: "began", d: `M${X0 + x} ${TOP}V${bottom}` });
  });
}

function drawMarks(svg, { end, to, units, points, bottom, fact, done }, rows) {
  rows.forEach(([stretch, ...cells], k) => {
    const names = ["", "grade ", "", "heart "], of = [` /${units}`, "", " steps/min", "/min"];
    const says = cells.map((cell, m) => cell !== "–" && names[m] + cell + of[m]).filter(Boolean);
    const until = Math.min(k + 1, to, end) / end;
    mark(svg, "path", box("m bar", (k / end) * AXIS, until * AXIS, TOP, bottom - TOP), `${stretch}: ${says.join(", ") || "nothing recorded"}`);
  });
  if (!points.some(([kind]) => kind === "o")) mark(svg, "path", box("m bar", 0, AXIS, bottom + 5, 12), fact);
  points.forEach(([kind, strip, x, bout]) => {
    const cy = bottom + strip * STRIP + 11;
    if (kind === "o") mark(svg, "circle", { class: "m onset", cx: X0 + x, cy, r: 5 }, `Pain began: ${fact}`);
    else {
      // below the strip: where something was done is mostly where pain began
      const look = kind === "b" ? "m gain ended" : "m gain";
      const what = kind === "b" ? `Pain was back after bout ${bout}` : `Bout ${bout}: ${RESULTS[kind]}`;
      mark(svg, "circle", { class: look, cx: X0 + x, cy: cy + 9, r: 3.5 }, `${what}. ${done}`);
    }
  });
}

function putTable(section, rows, units) {
  const folded = put(section, "details");
  put(folded, "summary", {}, "The same as a table");
  const table = put(put(folded, "div", { class: "scroll" }), "table");
  const head = put(put(table, "thead"), "tr");
  ["Stretch", `Pace /${units}`, "Grade", "Steps/min", "Heart/min"].slice(0, rows[0].length)
    .forEach((text) => put(head, "th", { scope: "col" }, text));
  const body = put(table, "tbody");
  rows.forEach((cells) => {
    const row = put(body, "tr");
    cells.forEach((text) => put(row, "td", {}, text));
  });
  stack(table);
}

function drawRun(section) {
  if (section.querySelector(".drawn")) return;
  const holder = put(section, "div", { class: "drawn" });
  const [id, ...told] = JSON.parse(section.dataset.run);
  if (told.length) {
    const run = read(section, told);
    const rows = rowsOf(run);
    const height = run.bottom + run.strips.length * STRIP + 26;
    const chart = put(holder, "div", { class: "chart", role: "group",
      "aria-label": `${run.date}: the run by distance, with the pain` });
    const svg = put(chart, "svg", { class: "only", viewBox: `0 0 440 ${height}`, role: "img", "aria-label": `${run.date}: ${run.fact}` });
    drawAxis(svg, run, height - 6);
    drawCurves(svg, run);
    drawStrips(svg, run);
    drawMarks(svg, run, rows);
    put(svg, "circle", { class: "ring", r: 9, visibility: "hidden" });
    put(holder, "p", { class: "readout", "aria-live": "polite" });
    if (rows.length) putTable(section, rows, run.units);
    enliven(chart);
  }
  if (id) {
    const href = `https://www.strava.com/activities/${id}`;
    put(put(section, "p"), "a", { href, rel: "noreferrer" }, "View on Strava");
  }
}

for (const section of document.querySelectorAll(".run")) {
  section.addEventListener("toggle", () => drawRun(section));
  if (section.open) drawRun(section);
}
