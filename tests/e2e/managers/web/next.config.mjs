import path from "node:path";

// `standalone` makes .next/standalone, a server with just the modules it needs; in a
// workspace the tracing starts at the workspace's root.
export default {
  output: "standalone",
  outputFileTracingRoot: path.join(import.meta.dirname, ".."),
  images: {unoptimized: true},
};
