#include <utility>

#include "base/text.h"
#include "ir/dump_writer.h"

namespace stackc::ir {

using base::cat;

void DumpWriter::line(std::string_view text, const Origin* origin) {
  out_.append(depth_ * 2, ' ');
  out_ += text;
  if (origin != nullptr && sources_ != nullptr) {
    std::string at = place(*origin, *sources_);
    if (!at.empty()) out_ += cat({" @", at});
    out_ += cat({" by ", spell(origin->by)});
    if (!origin->note.empty()) out_ += cat({"(", origin->note, ")"});
  }
  out_ += '\n';
}

void DumpWriter::text(std::string_view key, std::string_view value, const Origin* origin) {
  if (!value.empty()) line(cat({key, " ", value}), origin);
}
void DumpWriter::number(std::string_view key, std::uint64_t value, const Origin* origin) {
  line(cat({key, " ", std::to_string(value)}), origin);
}
void DumpWriter::flag(std::string_view key, bool value, const Origin* origin) {
  if (value) line(key, origin);
}
void DumpWriter::list(std::string_view key, std::span<const std::string> values) {
  if (values.empty()) return;
  std::string items;
  for (const std::string& value : values) items += cat({" ", quoted(value)});
  line(cat({key, items}));
}
void DumpWriter::list(std::string_view key, std::span<const Text> values) {
  if (values.empty()) return;
  std::string items;
  for (const Text& value : values) items += cat({" ", quoted(value)});
  line(cat({key, items}));
}

// One line whatever the text holds, so that a dump can be compared line by line.
std::string DumpWriter::quoted(std::string_view text) const {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string out = "\"";
  for (char c : text) {
    auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (byte < 0x20 || byte == 0x7f) {
      out += "\\x";
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    } else {
      out += c;
    }
  }
  return out + '"';
}

static void dump_secrets(DumpWriter& out) {
  static constexpr std::string_view kDeliver[] = {"env", "file", "external"};
  for (const Secret& secret : out.stack().secrets) {
    out.open(cat({"secret ", secret.name}), &secret.origin);
    out.text("env", secret.env_name);
    out.text("file", secret.file);
    out.text("deliver", kDeliver[static_cast<std::size_t>(secret.deliver)]);
    if (secret.dev_value) out.line(cat({"dev ", out.quoted(secret.dev_value->value)}), &secret.dev_value->origin);
    if (secret.hint) out.line(cat({"hint ", out.quoted(*secret.hint)}));
    out.close();
  }
}

static void dump_volumes(DumpWriter& out) {
  for (const Volume& volume : out.stack().volumes) {
    out.open(cat({"volume ", volume.name}), &volume.origin);
    if (volume.size_bytes) out.number("size_bytes", volume.size_bytes->value, &volume.size_bytes->origin);
    out.flag("backup", volume.backup);
    out.close();
  }
}

static void dump_edges(DumpWriter& out) {
  const Stack& stack = out.stack();
  for (const Edge& edge : stack.edges) {
    std::string head = cat({"edge ", stack.services[edge.from].name, " -> ", stack.services[edge.to].name, " ", spell(edge.kind)});
    if (edge.kind == EdgeKind::kStart) head += cat({" ", spell(edge.condition)});
    if (!edge.required) head += " optional";
    if (!edge.port.empty()) head += cat({" port ", edge.port});
    out.open(head);
    for (const auto& [cause, origin] : edge.causes) out.line(cause, &origin);
    out.close();
  }
}

static void dump_ci(DumpWriter& out, const Ci& ci) {
  const Stack& stack = out.stack();
  out.open("ci", &ci.origin);
  out.list("systems", ci.systems);
  if (ci.test) {
    out.open(cat({"test on ", stack.services[ci.test->on].name}));
    for (ServiceId need : ci.test->needs) out.text("needs", stack.services[need].name);
    for (const auto& run : ci.test->run) out.line(cat({"run ", out.quoted(run.value)}), &run.origin);
    out.text("coverage", ci.test->coverage);
    out.close();
  }
  if (ci.images) {
    out.open("images");
    out.text("push", ci.images->push);
    out.list("tags", ci.images->tags);
    out.text("cache", ci.images->cache);
    out.text("scan", ci.images->scan);
    out.close();
  }
  if (ci.deploy) out.line(cat({"deploy branch ", ci.deploy->branch, ci.deploy->rolling ? " rolling" : ""}));
  out.close();
}

std::string dump(const Stack& stack, const source::SourceManager* sources) {
  DumpWriter out(stack, sources);
  out.line(cat({"stack ", stack.name.value}), &stack.name.origin);
  out.line(cat({"environment ", stack.environment, " mode ", spell(stack.mode)}), &stack.environment_origin);
  out.list("emit", stack.emit);
  out.text("user_name", stack.user_name);
  for (const auto& [from, to] : stack.outputs) out.line(cat({"output ", out.quoted(from), " -> ", out.quoted(to)}));
  if (!stack.secrets.empty()) out.blank();
  dump_secrets(out);
  if (!stack.volumes.empty()) out.blank();
  dump_volumes(out);
  for (const Image& image : stack.images) {
    out.blank();
    dump_image(out, image);
  }
  for (const Service& service : stack.services) {
    out.blank();
    dump_service(out, service);
  }
  if (!stack.edges.empty()) out.blank();
  dump_edges(out);
  if (stack.ci) {
    out.blank();
    dump_ci(out, *stack.ci);
  }
  return out.finish();
}

}  // namespace stackc::ir
