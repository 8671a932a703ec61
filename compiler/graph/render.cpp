// The graph as text for other programs: Graphviz dot, a Mermaid flowchart, JSON.
#include <utility>

#include "base/json.h"
#include "base/text.h"
#include "graph/graph.h"

namespace stackc::graph {

using base::cat;

namespace {

constexpr std::size_t kNoWave = static_cast<std::size_t>(-1);

// What all formats say about one stack.
struct View {
  const ir::Stack& stack;
  const source::SourceManager& sources;
  std::vector<std::vector<ir::ServiceId>> waves;
  std::vector<std::size_t> wave_of;  // by service; kNoWave if the start edges have a cycle

  View(const ir::Stack& s, const source::SourceManager& m)
      : stack(s), sources(m), waves(graph::waves(s)), wave_of(s.services.size(), kNoWave) {
    for (std::size_t wave = 0; wave < waves.size(); ++wave)
      for (ir::ServiceId id : waves[wave]) wave_of[id.index()] = wave;
  }
  const std::string& name(ir::ServiceId id) const { return stack.services[id].name; }
  std::string image(const ir::Service& service) const {
    return service.image.index() < stack.images.size() ? image_text(stack.images[service.image]) : std::string();
  }
  static std::string image_text(const ir::Image& image) {
    if (image.built) return cat({"built: ", image.name});
    return image.reference;
  }
  // "healthy", "started, optional", "build", "network".
  static std::string edge_text(const ir::Edge& edge) {
    std::string out(edge.kind == ir::EdgeKind::kStart ? ir::spell(edge.condition) : ir::spell(edge.kind));
    if (!edge.required) out += ", optional";
    return out;
  }
  std::string cause_text(const std::pair<std::string, ir::Origin>& cause) const {
    std::string at = ir::place(cause.second, sources);
    return at.empty() ? cause.first : cat({cause.first, " at ", at});
  }
};

// ---------------------------------------------------------------- dot
// A quoted string of the DOT language: `"` and `\` escaped (`\` also begins Graphviz' own escapes such as `\N`), line ends as `\n`
// (centred) or `\l` (left).
std::string dot_quote(std::string_view text, std::string_view line_end = "\\n") {
  std::string out = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n') {
      out += line_end;
    } else if (static_cast<unsigned char>(c) >= 0x20) {
      out += c;
    }
  }
  return out + '"';
}

std::string_view dot_style(const ir::Edge& edge) {
  if (edge.kind == ir::EdgeKind::kBuild) return "style=bold, color=gray40";
  if (edge.kind == ir::EdgeKind::kNetwork) return "style=dotted, constraint=false";
  return edge.required ? "style=solid" : "style=dashed";
}

void dot_node(const View& view, ir::ServiceId id, std::string& out) {
  const ir::Service& service = view.stack.services[id];
  std::string label = service.name;
  if (std::string image = view.image(service); !image.empty()) label += cat({"\n", image});
  std::string_view shape = service.kind == ir::ServiceKind::kTask ? "hexagon" : service.stateful ? "cylinder" : "box";
  out += cat({"    ", dot_quote(service.name), " [label=", dot_quote(label), ", shape=", shape, "];\n"});
}

std::string render_dot(const View& view) {
  std::string out = cat({"digraph ", dot_quote(cat({view.stack.name.value, " ", view.stack.environment})),
                         " {\n  rankdir=LR;\n  node [fontname=\"sans-serif\"];\n  edge [fontname=\"sans-serif\", fontsize=10];\n"});
  for (std::size_t wave = 0; wave < view.waves.size(); ++wave) {
    out += cat({"  subgraph ", dot_quote(cat({"wave ", std::to_string(wave)})), " {\n    rank=same;\n"});
    for (ir::ServiceId id : view.waves[wave]) dot_node(view, id, out);
    out += "  }\n";
  }
  if (view.waves.empty())
    for (ir::ServiceId id : view.stack.services.ids()) dot_node(view, id, out);
  for (const ir::Edge& edge : view.stack.edges) {
    std::string label = cat({View::edge_text(edge), "\n"});
    for (const auto& cause : edge.causes) label += cat({view.cause_text(cause), "\n"});
    out += cat({"  ", dot_quote(view.name(edge.from)), " -> ", dot_quote(view.name(edge.to)), " [label=", dot_quote(label, "\\l"), ", ",
                dot_style(edge), "];\n"});
  }
  return out + "}\n";
}

// ---------------------------------------------------------------- mermaid
// Text inside a quoted Mermaid label. `#` begins a character code there, and the labels are HTML.
std::string mermaid_quote(std::string_view text) {
  std::string out = "\"";
  for (char c : text) {
    switch (c) {
      case '"':
        out += "#quot;";
        break;
      case '#':
        out += "#35;";
        break;
      case '&':
        out += "#amp;";
        break;
      case '<':
        out += "#lt;";
        break;
      case '>':
        out += "#gt;";
        break;
      case '\\':
        out += "#92;";
        break;
      case '`':
        out += "#96;";
        break;  // would begin Markdown
      case '\n':
        out += "<br/>";
        break;
      default:
        if (static_cast<unsigned char>(c) >= 0x20) out += c;
    }
  }
  return out + '"';
}

std::string mermaid_id(ir::ServiceId id) {
  return cat({"n", std::to_string(id.index())});
}  // names such as `end` are words of the language

void mermaid_node(const View& view, ir::ServiceId id, std::string_view indent, std::string& out) {
  const ir::Service& service = view.stack.services[id];
  std::string label = service.name;
  if (std::string image = view.image(service); !image.empty()) label += cat({"\n", image});
  bool task = service.kind == ir::ServiceKind::kTask;
  std::string_view open = task ? "{{" : service.stateful ? "[(" : "[";
  std::string_view close = task ? "}}" : service.stateful ? ")]" : "]";
  out += cat({indent, mermaid_id(id), open, mermaid_quote(label), close, "\n"});
}

std::string_view mermaid_arrow(const ir::Edge& edge) {
  if (edge.kind == ir::EdgeKind::kBuild) return "==>";
  if (edge.kind == ir::EdgeKind::kNetwork) return "-.-";
  return edge.required ? "-->" : "-.->";
}

std::string render_mermaid(const View& view) {
  std::string out = "flowchart LR\n";
  for (std::size_t wave = 0; wave < view.waves.size(); ++wave) {
    out += cat({"  subgraph wave", std::to_string(wave), "[\"wave ", std::to_string(wave), "\"]\n"});
    for (ir::ServiceId id : view.waves[wave]) mermaid_node(view, id, "    ", out);
    out += "  end\n";
  }
  if (view.waves.empty())
    for (ir::ServiceId id : view.stack.services.ids()) mermaid_node(view, id, "  ", out);
  for (const ir::Edge& edge : view.stack.edges) {
    std::string label = View::edge_text(edge);
    for (const auto& cause : edge.causes) label += cat({"\n", view.cause_text(cause)});
    out += cat({"  ", mermaid_id(edge.from), " ", mermaid_arrow(edge), "|", mermaid_quote(label), "| ", mermaid_id(edge.to), "\n"});
  }
  return out;
}

// ---------------------------------------------------------------- json
void json_service(const View& view, ir::ServiceId id, base::JsonWriter& json) {
  const ir::Service& service = view.stack.services[id];
  json.begin_object().member("name", service.name).member("kind", ir::spell(service.kind));
  json.member("template", service.use).member("image", view.image(service));
  json.key("wave");
  std::size_t wave = view.wave_of[id.index()];
  if (wave == kNoWave) {
    json.raw("null");
  } else {
    json.integer(static_cast<std::int64_t>(wave));
  }
  json.member("at", ir::place(service.origin, view.sources)).end_object();
}

void json_edge(const View& view, const ir::Edge& edge, base::JsonWriter& json) {
  json.begin_object().member("from", view.name(edge.from)).member("to", view.name(edge.to)).member("kind", ir::spell(edge.kind));
  if (edge.kind == ir::EdgeKind::kStart) json.member("condition", ir::spell(edge.condition));
  json.key("required").boolean(edge.required).member("port", edge.port);
  json.key("causes").begin_array();
  for (const auto& [cause, origin] : edge.causes)
    json.begin_object().member("text", cause).member("at", ir::place(origin, view.sources)).member("by", ir::spell(origin.by)).end_object();
  json.end_array().end_object();
}

std::string render_json(const View& view) {
  base::JsonWriter json;
  json.begin_object().member("stack", view.stack.name.value).member("environment", view.stack.environment);
  json.key("nodes").begin_array();
  for (ir::ServiceId id : view.stack.services.ids()) json_service(view, id, json);
  json.end_array().key("edges").begin_array();
  for (const ir::Edge& edge : view.stack.edges) json_edge(view, edge, json);
  json.end_array().key("waves").begin_array();
  for (const auto& wave : view.waves) {
    json.begin_array();
    for (ir::ServiceId id : wave) json.string(view.name(id));
    json.end_array();
  }
  json.end_array().end_object();
  return json.finish();
}

}  // namespace

std::string render(const ir::Stack& stack, GraphFormat format, const source::SourceManager& sources) {
  View view(stack, sources);
  switch (format) {
    case GraphFormat::kDot:
      return render_dot(view);
    case GraphFormat::kMermaid:
      return render_mermaid(view);
    case GraphFormat::kJson:
      break;
  }
  return render_json(view);
}

}  // namespace stackc::graph
