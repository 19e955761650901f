// Tells in words, while a colour is chosen, whether text in it can be read (WCAG 2.2, contrast).
const field = document.querySelector("[data-contrast]");
const told = field && document.getElementById(field.dataset.contrast);
const own = document.querySelector("[name=own_colour]");

function luminance(colour) {
  const [red, green, blue] = [1, 3, 5].map((place) => {
    const share = parseInt(colour.slice(place, place + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function tell() {
  const ratio = 1.05 / (luminance(field.value) + 0.05);
  const number = ratio.toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 });
  const words = ratio >= 4.5 ? told.dataset.good : told.dataset.bad;
  told.querySelector(".words").textContent = words.replace("{ratio}", number);
}

if (told) {
  field.addEventListener("input", () => {
    if (own) own.checked = true;
    tell();
  });
}
