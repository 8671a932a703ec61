// Reads workflow files with GitHub's own parser: node workflow-parser.mjs PREFIX FILE...
// PREFIX holds node_modules. For each error {"file","line","message"} on a line; exit
// status 1 if there was one.
import fs from "node:fs";
import path from "node:path";
import { register } from "node:module";
import { pathToFileURL } from "node:url";

// The package imports its JSON schemas without saying that they are JSON, which Node
// refuses. This loader answers for such files.
const loader = `
  import fs from "node:fs";
  import { fileURLToPath } from "node:url";
  export async function load(url, context, next) {
    if (!url.endsWith(".json")) return next(url, context);
    const text = fs.readFileSync(fileURLToPath(url), "utf8");
    return { format: "module", source: "export default " + text, shortCircuit: true };
  }`;
register("data:text/javascript," + encodeURIComponent(loader));

const [prefix, ...files] = process.argv.slice(2);
const home = path.join(path.resolve(prefix), "node_modules/@actions/workflow-parser/dist/index.js");
const parser = await import(pathToFileURL(home));

for (const file of files) {
  const input = { name: file, content: fs.readFileSync(file, "utf8") };
  const { context, value } = parser.parseWorkflow(input, new parser.NoOperationTraceWriter());
  const errors = new Map();
  const note = (e) => errors.set(e.message ?? String(e), e.range?.start?.line ?? 0);
  let jobs = [];
  if (value) {
    const template = await parser.convertWorkflowTemplate(context, value);
    (template.errors ?? []).forEach((e) => note({ message: e.Message ?? e.message }));
    jobs = template.jobs ?? [];
  }
  context.errors.getErrors().forEach(note);
  if (errors.size === 0 && jobs.length === 0) note({ message: "no jobs were read" });
  for (const [message, line] of errors) {
    console.log(JSON.stringify({ file, line, message }));
    process.exitCode = 1;
  }
}
