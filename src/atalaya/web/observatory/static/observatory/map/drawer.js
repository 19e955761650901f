// The drawer: what is asked for, as the query of an address; hours with two ends; the day played hour by hour.
export class Drawer {
  constructor(form, changed) {
    this.form = form;
    this.changed = changed;
    this.told = form.querySelector("[data-hours-told]");
    this.play = form.querySelector("[data-play]");
    form.addEventListener("input", (event) => this.follow(event.target));
    form.addEventListener("change", (event) => {
      this.follow(event.target);
      this.later(60);
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      changed();
    });
    form.querySelector("[data-handle]").addEventListener("click", (event) => {
      event.currentTarget.setAttribute("aria-expanded", String(form.classList.toggle("open")));
    });
    form.querySelector("[data-handle]").setAttribute("aria-expanded", "false");
    this.play.addEventListener("click", () => this.toggle());
    this.tell();
  }

  get layer() {
    return this.form.elements.layer.value;
  }

  get resolution() {
    return this.layer === "hexagons" ? this.form.elements.resolution.value : "9";
  }

  // the whole day is no filter; a named period is written as its days, so that the link stays true
  query() {
    const asked = new URLSearchParams(new FormData(this.form));
    asked.delete("period");
    if (asked.get("h1") === "0" && asked.get("h2") === "23") ["h1", "h2"].forEach((name) => asked.delete(name));
    if (asked.get("resolution") === "9") asked.delete("resolution");
    if (asked.get("layer") === "hexagons") asked.delete("layer");
    return asked;
  }

  follow(target) {
    const { period, from, to } = this.form.elements;
    if (target === period && period.value !== "dates") {
      [from.value, to.value] = [period.selectedOptions[0].dataset.from, period.selectedOptions[0].dataset.to];
    }
    if (target === from || target === to) period.value = "dates";
    if (target.type === "range") this.tell();
  }

  tell() {
    const [first, last] = [this.form.elements.h1, this.form.elements.h2].map((one) => Number(one.value));
    const whole = (last - first + 24) % 24 === 23;
    const clock = (hour) => `${String(hour).padStart(2, "0")}:00`;
    this.told.textContent = whole ? "00:00–24:00" : `${clock(first)}–${clock((last + 1) % 24 || 24)}`;
    this.form.elements.h1.setAttribute("aria-valuetext", clock(first));
    this.form.elements.h2.setAttribute("aria-valuetext", `${String(last).padStart(2, "0")}:59`);
  }

  toggle() {
    const words = this.play.querySelector("span");
    if (this.timer) {
      clearInterval(this.timer);
      this.timer = undefined;
      words.textContent = this.play.dataset.start;
      this.play.setAttribute("aria-pressed", "false");
      return;
    }
    this.play.dataset.start = words.textContent;
    words.textContent = this.play.dataset.stop;
    this.play.setAttribute("aria-pressed", "true");
    const { h1, h2 } = this.form.elements;
    if ((Number(h2.value) - Number(h1.value) + 24) % 24 === 23) [h1.value, h2.value] = [0, 2];
    const step = () => {
      for (const one of [h1, h2]) one.value = (Number(one.value) + 1) % 24;
      this.tell();
      this.changed();
    };
    step();
    this.timer = setInterval(step, 1500);
  }

  later(wait) {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.changed(), wait);
  }
}
