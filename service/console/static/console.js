// The console: polls the latest events, draws them, and shows what is read out of a pasted article.
// Whatever comes from an article enters the page as text (textContent), never as markup.
"use strict";

const TYPES = ["AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST",
  "REJECT", "ACCUSE", "THREATEN", "SANCTION", "PROTEST", "MOBILIZE", "COERCE", "ASSAULT"];
const EVERY_MS = 2000;
const ROWS = 500;
const SVG = "http://www.w3.org/2000/svg";
const MODALITY = {
  asserted: "told as a fact", negated: "told as not happening",
  future: "told as to come", hypothetical: "told as possible only",
};
const at = (id) => document.getElementById(id);

/** Return an element with a text and children. */
function make(name, {text, ...attributes} = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  if (text !== undefined) node.textContent = text;
  node.append(...children);
  return node;
}

const named = (party) => party.name || party.text;
const count = (things, one, many = `${one}s`) => `${things.length} ${things.length === 1 ? one : many}`;
const names = (parties) => parties.map(named).join(", ");
const told = (event) => event.background ? "background" : event.modality;

// The feed.

let last = 0, round = 0, paused = false, shown = [];

async function poll() {
  const mine = round;
  const query = new URLSearchParams(new FormData(at("search")));
  query.set("since", last);
  const answer = await (await fetch(`/console/events?${query}`)).json();
  if (mine !== round) return;  // the search has changed meanwhile
  if (answer.last < last) {  // the worker was started anew
    begin();
    return;
  }
  last = answer.last;
  shown = answer.events.map((item) => item.event).reverse().concat(shown).slice(0, ROWS);
  if (answer.events.length || mine !== drawn) draw();
  drawn = mine;
  at("status").textContent = `${count(shown, "event")} shown, of the latest ${answer.held}.`;
}
let drawn = -1;

function begin() {
  round += 1;
  last = 0;
  shown = [];
  return poll().catch(lost);
}

function lost(error) {
  at("status").textContent = `The worker does not answer: ${error.message}`;
}

function draw() {
  at("rows").replaceChildren(...shown.map(row));
  drawMap();
}

function row(event) {
  const cells = [names(event.actors), names(event.recipients), event.location?.name ?? "",
    event.date?.value ?? "", told(event), event.source ?? "", event.evidence.text];
  return make("tr", {}, make("th", {scope: "row", text: event.type}),
    ...cells.map((text) => make("td", {text})));
}

function drawMap() {
  const places = new Map();
  for (const {location} of shown) {
    if (location?.lat == null) continue;
    const key = `${location.lat} ${location.lon}`;
    const place = places.get(key) ?? {...location, count: 0};
    place.count += 1;
    places.set(key, place);
  }
  at("dots").replaceChildren(...[...places.values()].map(dot));
  const list = [...places.values()].map((place) => `${place.name} ${place.count}`).join(", ");
  at("map").setAttribute("aria-label", list ? `Places of the events shown: ${list}` : "No places");
}

function dot({lon, lat, name, count}) {
  const circle = document.createElementNS(SVG, "circle");
  circle.setAttribute("cx", 10 * (lon + 180));
  circle.setAttribute("cy", 10 * (90 - lat));
  circle.setAttribute("r", 14 + 6 * Math.sqrt(count));
  const title = document.createElementNS(SVG, "title");
  title.textContent = `${name}: ${count}`;
  circle.append(title);
  return circle;
}

// The pasted article. Offsets are code points, so the text is an array of them.

async function read(event) {
  event.preventDefault();
  const given = [...new FormData(at("paste"))].filter(([, value]) => value.trim());
  at("answer").textContent = "Reading …";
  at("article").hidden = true;
  const response = await fetch("/console/enrich", {
    method: "POST",
    headers: {"Content-Type": "application/json"},
    body: JSON.stringify(Object.fromEntries(given)),
  });
  const answer = await response.json();
  if (!response.ok) {
    at("answer").textContent = `Rejected (${answer.reason}): ${answer.message}`;
    return;
  }
  const {language, events, quotes, entities} = answer;
  at("answer").textContent = language.supported
    ? `${count(events, "event")}, ${count(quotes, "quote")}, ${count(entities, "entity", "entities")}.`
    : `The language is '${language.code}': nothing was looked for.`;
  at("text").replaceChildren(...marked(answer));
  at("events").replaceChildren(...events.map(explained));
  at("quotes").replaceChildren(...quotes.map((quote) => make("li", {text: said(quote)})));
  at("entities").replaceChildren(...entities.map((entity) => make("li", {text: known(entity)})));
  at("article").hidden = false;
}

/** Return the text as nodes: cut wherever a mark begins or ends, each piece in all marks over it. */
function marked(article) {
  const points = Array.from(article.text);
  const marks = [
    ...article.quotes.map((quote) => [quote, () => make("span", {class: "quote", title: said(quote)})]),
    ...article.events.map((event, place) => [event.trigger,
      () => make("a", {class: "event", href: `#event-${place}`, title: event.type})]),
    ...article.entities.flatMap((entity) => entity.mentions.map((mention) => [mention,
      () => make("mark", {class: entity.type, title: known(entity)})])),
  ];
  const cuts = [...new Set([0, points.length, ...marks.flatMap(([span]) => [span.start, span.end])])]
    .sort((one, other) => one - other);
  return cuts.slice(1).map((end, index) => {
    const start = cuts[index];
    const over = marks.filter(([span]) => span.start <= start && end <= span.end);
    return over.reduceRight((inner, [, wrap]) => {
      const outer = wrap();
      outer.append(inner);
      return outer;
    }, document.createTextNode(points.slice(start, end).join("")));
  });
}

function said({speaker, cue, kind, text}) {
  const who = speaker ? named(speaker) : "unknown speaker";
  return `${who} (${kind}${cue ? `, by the verb '${cue.text}'` : ""}): ${text}`;
}

function known(entity) {
  const kind = {PER: "person", ORG: "organisation", LOC: "place"}[entity.type];
  const roles = entity.roles.map((role) => role.text).join("; ");
  return [`${entity.name}: ${kind}`, entity.country, entity.sector && `sector ${entity.sector}`,
    roles && `called ${roles}`, entity.linked ? `known as ${entity.entity_id}` : "not in a knowledge base",
    `${entity.mentions.length}×`].filter(Boolean).join(", ");
}

function explained(event, place) {
  const lines = reasons(event).map((text) => make("li", {text}));
  return make("article", {id: `event-${place}`, tabindex: "-1"},
    make("h4", {text: [event.type, ...event.modes].join(" ")}), make("ul", {}, ...lines));
}

function reasons(event) {
  const {trigger, cameo, goldstein, location, date, attributed_to: teller} = event;
  const hurt = Object.entries(event.casualties).filter(([, count]) => count);
  return [
    `'${trigger.text}' tells the event (CAMEO ${cameo}, Goldstein ${goldstein}).`,
    ...event.actors.map((actor) => party("Who", actor)),
    ...event.recipients.map((recipient) => party("To whom", recipient)),
    location && `Where: ${location.name}, from the words '${location.text}', exact to the ${location.precision}.`,
    date && `When: ${date.value}, ` + (date.source === "text" ? `from the words '${date.text}'.`
      : "the day of publication: the text tells no other."),
    ...hurt.map(([kind, people]) => `People ${kind}: ${people.best ?? `${people.min ?? 0} or more`}.`),
    teller && `Told by ${named(teller)}, from the words '${teller.text}'.`,
    `How told: ${MODALITY[event.modality]}${event.background ? ", as background" : ""}.`,
    event.contexts.length > 0 && `About: ${event.contexts.join(", ")}.`,
    `Confidence ${event.confidence.toFixed(2)}. Sentence: ${event.evidence.text}`,
    ...event.mentions.map((mention) => `Told again with '${mention.text}'.`),
  ].filter(Boolean);
}

function party(role, {text, country, sector, ...rest}) {
  const codes = [country, sector].filter(Boolean).join(", ");
  return `${role}: ${named({text, ...rest})}${codes ? ` (${codes})` : ""}, from the words '${text}'.`;
}

at("search").type.append(...TYPES.map((type) => make("option", {text: type})));
at("search").addEventListener("input", begin);
at("search").addEventListener("submit", (event) => event.preventDefault());
at("search").addEventListener("reset", () => setTimeout(begin));
at("pause").addEventListener("click", () => {
  paused = !paused;
  at("pause").setAttribute("aria-pressed", paused);
});
at("paste").addEventListener("submit", (event) => read(event).catch((error) => {
  at("answer").textContent = `The worker does not answer: ${error.message}`;
}));
setInterval(() => paused || poll().catch(lost), EVERY_MS);
begin();
