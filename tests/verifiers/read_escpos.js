// Draws each .escpos of a folder as a .pgm beside it: node read_escpos.js FOLDER NPM
const fs = require("fs");
const path = require("path");

const [folder, npm] = process.argv.slice(2);
const npos = require(path.join(npm, "node_modules", "npos"));

async function draw(job) {
  const parsed = await npos.parser().parse(fs.readFileSync(job));
  const rasters = parsed.entries.filter((entry) => entry.type === "raster");
  if (rasters.length !== 1) throw new Error(`${rasters.length} pictures`);
  const { width, height, data } = rasters[0].data;
  const head = Buffer.from(`P5 ${width} ${height} 255\n`);
  fs.writeFileSync(job.replace(/escpos$/, "pgm"), Buffer.concat([head, Buffer.from(data)]));
}

async function main() {
  for (const name of fs.readdirSync(folder).filter((one) => one.endsWith(".escpos"))) {
    const job = path.join(folder, name);
    try {
      await draw(job);
    } catch (problem) {
      fs.writeFileSync(job.replace(/escpos$/, "problem"), String(problem));
    }
  }
}

main();
