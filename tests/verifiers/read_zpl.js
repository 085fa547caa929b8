// Draws each .zpl of a folder as a .png beside it: node read_zpl.js FOLDER NPM
const fs = require("fs");
const path = require("path");

const [folder, npm] = process.argv.slice(2);
const renderer = require(path.join(npm, "node_modules", "zpl-renderer-js"));

// The size of the label in dots stands in the job; the renderer wants millimetres.
function size(zpl) {
  const [, width] = zpl.match(/\^PW(\d+)/);
  const [, height] = zpl.match(/\^LL(\d+)/);
  return [Number(width), Number(height)];
}

async function main() {
  const { api } = await renderer.ready;
  for (const name of fs.readdirSync(folder).filter((one) => one.endsWith(".zpl"))) {
    const job = path.join(folder, name);
    const zpl = fs.readFileSync(job, "latin1");
    const [width, height] = size(zpl);
    try {
      const png = await api.zplToBase64Async(zpl, width / 8, height / 8, 8);
      fs.writeFileSync(job.replace(/zpl$/, "png"), Buffer.from(png, "base64"));
    } catch (problem) {
      fs.writeFileSync(job.replace(/zpl$/, "problem"), String(problem));
    }
  }
  process.exit(0);
}

main();
