"use strict";
(() => {
  const SVG = "http://www.w3.org/2000/svg";
  const FRAMES = 8; // turns a second while it plays
  const NOBODY = "#8c8c8c";
  const SIGNS = ["\u25cf", "\u25a0"]; // the shapes of the sides as letters
  const data = JSON.parse(document.getElementById("data").textContent);
  const element = (id) => document.getElementById(id);
  const number = (value) => value.toLocaleString("en");
  const slider = element("turn");
  const last = data.times.length - 1;
  let run = data.runs[0];
  let step = 0;
  let timer = null;

  function draw(parent, name, attributes, text) {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (text !== undefined) made.textContent = text;
    parent.append(made);
    return made;
  }

  function write(parent, name, text, attributes = {}) {
    const made = document.createElement(name);
    made.textContent = text;
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    parent.append(made);
    return made;
  }

  // the events of each turn are those of the turn record, which stands in the page
  function readEvents(number) {
    const found = new Map();
    let place = "", before = null;
    for (const row of document.querySelectorAll(`table[data-run="${number}"] tr[data-step]`)) {
      const cells = row.children, at = Number(row.dataset.step);
      if (cells[1].textContent || at !== before) place = cells[1].textContent;
      before = at;
      const words = cells[2].textContent;
      if (!found.has(at)) found.set(at, []);
      found.get(at).push(place ? `${place}: ${words}` : words);
    }
    return found;
  }

  // a mark shows the side by its shape as well as by its colour
  function shape(parent, side, x, y, size) {
    if (side < 0) return draw(parent, "path", { d: `M${x} ${y - size}l${size} ${size}l${-size} ${size}l${-size} ${-size}z`, fill: NOBODY, stroke: "#fff" });
    const fill = data.sides[side].colour;
    if (side === 0) return draw(parent, "circle", { cx: x, cy: y, r: size, fill, stroke: "#fff" });
    return draw(parent, "rect", { x: x - size * 0.9, y: y - size * 0.9, width: size * 1.8, height: size * 1.8, fill, stroke: "#fff" });
  }

  // the whole sheet, then what lies close together on it by itself and larger
  function makeMaps(sheet) {
    const parts = [makeMap(element("map"), sheet, "Map of who holds which place; the table of places says the same.")];
    const details = document.createElement("div");
    details.className = "details";
    element("map").append(details);
    for (const [letter, detail] of Object.entries(sheet.details)) {
      const figure = write(details, "figure", "");
      parts.push(makeMap(figure, detail, `Places of ${letter} on the map, drawn larger.`));
      write(figure, "figcaption", letter);
    }
    const letters = Object.keys(sheet.details).join(", ");
    const words = letters && `${letters}: places close together, drawn larger below; beside the letter the number that each side holds. `;
    write(element("map"), "p", `${words}Diamonds are held by nobody. ${caption(sheet)}${sheet.land.length ? ` Coastline: ${sheet.coastline}.` : ""}`, { class: "note" });
    return () => { for (const part of parts) part(); };
  }

  // what the lines of a map and its details are, of those that there are
  function caption(sheet) {
    const parts = [sheet, ...Object.values(sheet.details)];
    const routes = new Set(parts.flatMap((one) => one.routes.map((route) => (route.kind === "sea" ? "sea" : "land"))));
    const words = [];
    if (routes.has("land")) words.push("Thin solid lines are ways by land.");
    if (routes.has("sea")) words.push("Thin dotted lines are ways by sea.");
    if (parts.some((one) => one.movements.length)) words.push("Arrows are what the plan moves: dashed by sea, dotted by air, thin for fire.");
    return words.join(" ");
  }

  function makeMap(parent, sheet, words) {
    const [left, bottom, right, top] = sheet.frame;
    const width = sheet.width, scale = width / (right - left), height = Math.round((top - bottom) * scale);
    const at = ([x, y]) => [(x - left) * scale, (top - y) * scale];
    const path = (points) => "M" + points.map((one) => at(one).map((v) => v.toFixed(1)).join(" ")).join("L");
    const marked = { ...sheet.places, ...sheet.crowds };
    const svg = draw(parent, "svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": words });
    draw(svg, "rect", { width, height, fill: "#e3edf4" });
    draw(svg, "path", { d: sheet.land.map((outline) => path(outline) + "Z").join(""), fill: "#f4f0e4", stroke: "#8d8673", "stroke-width": 0.8, "fill-rule": "evenodd" });
    for (const route of sheet.routes) {
      const sea = route.kind === "sea";
      draw(svg, "path", { d: path(route.between.map((name) => marked[name].at)), fill: "none", stroke: sea ? "#7f9db5" : "#a3947a", "stroke-width": 1.2, "stroke-dasharray": sea ? "2 4" : "none" });
    }
    for (const one of sheet.movements) drawMovement(svg, at(one.at[0]), at(one.at[1]), one);
    const leaders = draw(svg, "g", { stroke: "#595959", "stroke-width": 0.8 });
    const marks = draw(svg, "g", {});
    const indices = new Map(data.places.map((place, index) => [place.name, index]));
    const shown = Object.entries(sheet.labels).map(([name, label]) => {
      const mark = { at: at(marked[name].at), index: indices.get(name), crowd: sheet.crowds[name]?.places.map((one) => indices.get(one)) };
      if (label.leader) draw(leaders, "path", { d: `M${mark.at[0]} ${mark.at[1]}L${label.leader[0]} ${height - label.leader[1]}` });
      mark.numbers = markLabel(svg, label, height);
      return mark;
    });
    drawScale(svg, right - left, scale, height);
    return () => {
      marks.replaceChildren();
      for (const mark of shown) {
        if (mark.crowd) showCrowd(marks, mark);
        else shape(marks, run.control[step][mark.index], ...mark.at, 7);
        showNumbers(mark.numbers, mark.crowd ? held(mark.crowd) : run.men[step][mark.index]);
      }
    };
  }

  const held = (places) => data.sides.map((_, side) => places.filter((one) => run.control[step][one] === side).length);

  // the mark of the side that holds all of a crowd, else an open ring
  function showCrowd(marks, crowd) {
    const side = held(crowd.crowd).findIndex((count) => count === crowd.crowd.length);
    if (side >= 0) shape(marks, side, ...crowd.at, 7);
    else draw(marks, "circle", { cx: crowd.at[0], cy: crowd.at[1], r: 6, fill: "#fff", stroke: "#222", "stroke-width": 2 });
  }

  function showNumbers(text, numbers) {
    text.replaceChildren();
    numbers.forEach((count, side) => {
      if (!count) return;
      draw(text, "tspan", { fill: data.sides[side].colour, dx: text.childElementCount ? 6 : 0 }, SIGNS[side]);
      draw(text, "tspan", {}, ` ${number(count)}`);
    });
  }

  function markLabel(svg, label, height) {
    const [x, y] = [label.at[0], height - label.at[1]];
    const halo = { x, "text-anchor": label.anchor, "paint-order": "stroke", stroke: "#fff", "stroke-width": 3, "stroke-linejoin": "round" };
    label.lines.forEach((line, i) => draw(svg, "text", { ...halo, y: y - 18 - 15 * (label.lines.length - 1 - i), "font-size": 13, "font-weight": 600 }, line));
    return draw(svg, "text", { ...halo, y: y - 4, "font-size": 12 }, "");
  }

  // an arrow of the plan, bent so that there and back do not cover each other
  function drawMovement(svg, [x, y], [toX, toY], one) {
    const long = Math.hypot(toX - x, toY - y);
    if (long < 24) return;
    const side = data.sides.findIndex((other) => other.name === one.side);
    const [east, south] = [(toX - x) / long, (toY - y) / long];
    const [endX, endY] = [toX - 10 * east, toY - 10 * south];
    const [midX, midY] = [(x + endX) / 2 - 0.12 * long * south, (y + endY) / 2 + 0.12 * long * east];
    const turn = Math.hypot(endX - midX, endY - midY), [ax, ay] = [(endX - midX) / turn, (endY - midY) / turn];
    const colour = data.sides[side].colour, dash = { sea: "7 4", air: "2 3" }[one.manner] ?? "none";
    const look = { fill: "none", stroke: colour, "stroke-width": one.manner === "fire" ? 0.9 : 1.8, opacity: 0.75 };
    draw(svg, "path", { ...look, class: "movement", d: `M${x + 8 * east} ${y + 8 * south}Q${midX} ${midY} ${endX} ${endY}`, "stroke-dasharray": dash });
    draw(svg, "path", { ...look, d: `M${endX - 8 * ax + 4 * ay} ${endY - 8 * ay - 4 * ax}L${endX} ${endY}L${endX - 8 * ax - 4 * ay} ${endY - 8 * ay + 4 * ax}` });
  }

  // the map in words, and all there is of a scenario without coordinates
  function makePlaces() {
    const body = element("places");
    return () => {
      body.replaceChildren();
      data.places.forEach((place, index) => {
        const row = write(body, "tr", ""), holder = run.control[step][index];
        write(row, "th", place.title, { scope: "row" });
        write(row, "td", holder < 0 ? "nobody" : data.sides[holder].title);
        for (const men of run.men[step][index]) write(row, "td", men ? number(men) : "", { class: "number" });
      });
      const hills = write(body, "tr", "");
      write(hills, "th", "In the hills", { scope: "row" });
      write(hills, "td", "");
      for (const men of run.hidden[step]) write(hills, "td", men ? number(men) : "", { class: "number" });
    };
  }

  function drawScale(svg, kilometres, scale, height) {
    const round = 10 ** Math.floor(Math.log10(kilometres / 4));
    const long = [5, 2, 1].map((factor) => factor * round).find((one) => one <= kilometres / 4);
    draw(svg, "path", { d: `M12 ${height - 12}h${long * scale}`, stroke: "#222", "stroke-width": 3 });
    draw(svg, "text", { x: 12, y: height - 18, "font-size": 12 }, `${number(long)} km`);
  }

  function makeChart(quantity, title) {
    const width = 420, height = 156, left = 48, top = 30, bottom = 18;
    const svg = draw(element("charts"), "svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": `${title} by turn; the figures of the hour stand in the table above.` });
    draw(svg, "text", { x: 0, y: 12, "font-size": 12, "font-weight": 600 }, title);
    const most = Math.max(1, ...data.runs.flatMap((one) => one[quantity].flat()));
    const x = (at) => left + (width - left - 4) * at / Math.max(last, 1);
    const y = (men) => height - bottom - (height - bottom - top) * men / most;
    for (const men of [0, most]) {
      draw(svg, "path", { d: `M${left} ${y(men)}H${width - 4}`, stroke: "#d0d0d0" });
      draw(svg, "text", { x: left - 5, y: y(men) + 4, "font-size": 11, "text-anchor": "end" }, number(men));
    }
    draw(svg, "text", { x: left, y: height - 4, "font-size": 11 }, data.times[0]);
    draw(svg, "text", { x: width - 4, y: height - 4, "font-size": 11, "text-anchor": "end" }, data.times[last]);
    const cursor = draw(svg, "path", { stroke: "#222", "stroke-width": 1 });
    const lines = data.sides.map((side, i) => draw(svg, "path", { fill: "none", stroke: side.colour, "stroke-width": 2, "stroke-dasharray": i ? "6 3" : "none" }));
    const dots = draw(svg, "g", {});
    return () => {
      cursor.setAttribute("d", `M${x(step)} ${top - 4}V${height - bottom}`);
      lines.forEach((line, i) => line.setAttribute("d", "M" + run[quantity].map((men, at) => `${x(at).toFixed(1)} ${y(men[i]).toFixed(1)}`).join("L")));
      dots.replaceChildren();
      data.sides.forEach((side, i) => shape(dots, i, x(step), y(run[quantity][step][i]), 4));
    };
  }

  function showNow() {
    const body = element("now");
    body.replaceChildren();
    data.sides.forEach((side, i) => {
      const row = write(body, "tr", "");
      const head = write(row, "th", "", { scope: "row" });
      const swatch = write(head, "span", "", { class: i ? "swatch" : "swatch round" });
      swatch.style.background = side.colour;
      head.append(side.title);
      write(row, "td", number(run.ashore[step][i]), { class: "number" });
      write(row, "td", number(run.losses[step][i]), { class: "number" });
    });
    const list = element("events");
    list.replaceChildren();
    const events = run.events.get(step) ?? [];
    for (const words of events) write(list, "li", words);
    if (!events.length) write(list, "li", step ? "Nothing is recorded." : "Before the battle.");
  }

  // the outlook of the run: the last look before this hour, or at it
  function makeOutlook() {
    const charts = element("lines"), points = element("points");
    let shown = null, cursors = [];
    return () => {
      const outlook = run.outlook;
      if (shown !== run) {
        charts.replaceChildren();
        points.replaceChildren();
        cursors = outlook.lines.map((line) => makeLine(charts, outlook, line));
        outlook.points.forEach((point) => makePoint(points, point));
        if (!outlook.points.length) write(points, "li", "At no turn did the outlook move by more than its error and a tenth of its spread.");
        element("futures").textContent = number(outlook.futures);
        shown = run;
      }
      const look = outlook.turns.findLastIndex((turn) => turn <= step);
      showExpected(outlook, look);
      for (const cursor of cursors) cursor(look);
      outlook.points.forEach((point, i) => points.children[i].classList.toggle("past", point.turn < step));
    };
  }

  function showExpected(outlook, look) {
    const body = element("expected");
    body.replaceChildren();
    for (const line of outlook.lines) {
      const unit = line.chance ? " %" : "", at = look < 0 ? 0 : look;
      const row = write(body, "tr", "");
      write(row, "th", line.title, { scope: "row" });
      write(row, "td", line.course ? number(line.course[at]) : "", { class: "number" });
      write(row, "td", `${number(line.mean[at])}${unit}`, { class: "number" });
      write(row, "td", `${number(line.low[at])} to ${number(line.high[at])}${unit}`, { class: "number" });
    }
  }

  function makePoint(parent, point) {
    const item = write(parent, "li", "");
    const button = write(item, "button", point.words, { type: "button" });
    button.addEventListener("click", () => { stop(); step = point.turn; show(); });
    for (const words of point.events) write(item, "div", words, { class: "note" });
  }

  function makeLine(parent, outlook, line) {
    const width = 900, height = 196, left = 52, top = 38, bottom = 20;
    const svg = draw(parent, "svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": `Outlook of ${line.title} by turn; the figures of the hour stand in the table above.` });
    const most = line.chance ? 100 : Math.max(1, ...line.high, ...line.course);
    const x = (turn) => left + (width - left - 6) * turn / Math.max(last, 1);
    const y = (value) => height - bottom - (height - bottom - top) * value / most;
    const path = (values) => "M" + values.map((value, i) => `${x(outlook.turns[i]).toFixed(1)} ${y(value).toFixed(1)}`).join("L");
    draw(svg, "text", { x: 0, y: 12, "font-size": 13, "font-weight": 600 }, line.chance ? `${line.title}, %` : line.title);
    for (const value of [0, most]) {
      draw(svg, "path", { d: `M${left} ${y(value)}H${width - 6}`, stroke: "#d0d0d0" });
      draw(svg, "text", { x: left - 5, y: y(value) + 4, "font-size": 12, "text-anchor": "end" }, number(Math.round(most === value ? most : 0)));
    }
    outlook.points.forEach((point, i) => {
      if (point.of !== line.title) return;
      const next = outlook.turns[outlook.turns.indexOf(point.turn) + 1];
      draw(svg, "rect", { x: x(point.turn), y: top - 4, width: Math.max(x(next) - x(point.turn), 1.5), height: height - bottom - top + 4, fill: "#8c8c8c", opacity: 0.25 });
      draw(svg, "text", { x: (x(point.turn) + x(next)) / 2, y: top - 8, "font-size": 12, "text-anchor": "middle" }, i + 1);
    });
    const back = line.low.map((value, i) => `${x(outlook.turns[i]).toFixed(1)} ${y(value).toFixed(1)}`).reverse().join("L");
    draw(svg, "path", { d: `${path(line.high)}L${back}Z`, fill: line.colour, opacity: 0.2 });
    if (line.course) draw(svg, "path", { d: path(line.course), fill: "none", stroke: "#222", "stroke-width": 1.2, "stroke-dasharray": "5 3" });
    draw(svg, "path", { d: path(line.mean), fill: "none", stroke: line.colour, "stroke-width": 2 });
    draw(svg, "text", { x: left, y: height - 4, "font-size": 12 }, data.times[0]);
    draw(svg, "text", { x: width - 6, y: height - 4, "font-size": 12, "text-anchor": "end" }, data.times[last]);
    const cursor = draw(svg, "path", { stroke: "#222", "stroke-width": 1, class: "cursor" });
    const dot = draw(svg, "circle", { r: 4, fill: line.colour, stroke: "#fff" });
    return (look) => {
      cursor.setAttribute("d", `M${x(step)} ${top - 4}V${height - bottom}`);
      dot.setAttribute("cx", x(step));
      dot.setAttribute("cy", y(line.mean[Math.max(look, 0)]));
    };
  }

  const parts = [showNow, makePlaces(), makeChart("ashore", "Men on the battlefield"), makeChart("losses", "Men lost so far")];

  function show() {
    slider.value = step;
    slider.setAttribute("aria-valuetext", `${data.times[step]}, ${data.clock}`);
    element("hour").textContent = data.times[step];
    for (const button of element("runs").children) button.setAttribute("aria-pressed", Number(button.dataset.run) === run.run);
    for (const part of parts) part();
  }

  function stop() {
    clearInterval(timer);
    timer = null;
    element("play").textContent = "Play";
  }

  function play() {
    if (timer) return stop();
    if (step === last) step = 0;
    element("play").textContent = "Pause";
    timer = setInterval(() => {
      step += 1;
      show();
      if (step === last) stop();
    }, 1000 / FRAMES);
    show();
  }

  for (const one of data.runs) {
    one.events = readEvents(one.run);
    const button = write(element("runs"), "button", one.title, { type: "button" });
    button.dataset.run = one.run;
    button.dataset.kinds = one.kinds.join(" ");
    button.addEventListener("click", () => { run = one; show(); });
    element("runs").append(" ");
  }
  slider.max = last;
  slider.addEventListener("input", () => { stop(); step = Number(slider.value); show(); });
  element("play").addEventListener("click", play);
  element("player").hidden = false;
  if (run.outlook) parts.push(makeOutlook());
  if (data.sheet) parts.push(makeMaps(data.sheet));
  else element("places").closest("details").open = true;
  show();

  // what is folded on the screen is unfolded on paper
  let folded = [];
  window.addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("details:not([open])")];
    for (const one of folded) one.open = true;
  });
  window.addEventListener("afterprint", () => { for (const one of folded) one.open = false; });
})();
