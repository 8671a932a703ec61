// The short forms of ports, mounts and devices.
#include <vector>

#include "base/text.h"
#include "diag/rules/compose.h"
#include "frontend/compose/canonical.h"

namespace stackc::compose {

namespace rule = diag::rule;
using model::How;
using model::Value;

namespace {

// Adds members made from a short form, each with the narrowest place that can be found.
class Made {
 public:
  Made(Context& context, const Value& from) : context_(context), from_(from), map_(make_map(context, from.span, How::kShortForm)) {}
  Value* map() { return map_; }
  void text(std::string_view key, std::string_view text, bool even_empty = false) {
    if (text.empty() && !even_empty) return;
    Value* made = make_text(context_, text, place(text), How::kShortForm);
    made->symbolic = from_.symbolic && text.find('$') != std::string_view::npos;
    context_.store().set(*map_, key, made);
  }
  void fixed(std::string_view key, std::string_view text) {
    context_.store().set(*map_, key, make_text_view(context_, text, from_.span, How::kShortForm));
  }
  void flag(std::string_view key) { context_.store().set(*map_, key, make_flag(context_, true, from_.span, How::kShortForm)); }
  void number(std::string_view key, std::int64_t number) {
    context_.store().set(*map_, key, make_int(context_, number, place(std::to_string(number)), How::kShortForm));
  }
  Value* nested(std::string_view key) {
    Value* made = make_map(context_, from_.span, How::kShortForm);
    context_.store().set(*map_, key, made);
    return made;
  }

 private:
  // The pieces of a short form come in its order, so each is looked for behind the one before; what is not found (a range written out)
  // has the whole scalar as its place.
  source::Span place(std::string_view piece) {
    std::size_t at = from_.text.find(piece, next_);
    if (at == std::string_view::npos) return from_.span;
    next_ = at + piece.size();
    return part(context_, from_, at, next_);
  }
  Context& context_;
  const Value& from_;
  Value* map_;
  std::size_t next_ = 0;
};

// Cut at `separator`, but not inside `${...}`.
std::vector<std::string_view> pieces(std::string_view text, char separator) {
  std::vector<std::string_view> out;
  std::size_t begin = 0;
  int depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '$' && i + 1 < text.size() && text[i + 1] == '{') ++depth;
    if (text[i] == '}' && depth > 0) --depth;
    if (text[i] != separator || depth > 0) continue;
    out.push_back(text.substr(begin, i - begin));
    begin = i + 1;
  }
  out.push_back(text.substr(begin));
  return out;
}

// A port whose numbers hold variables nobody knows: cut into its pieces, which stay as they are.
Value* symbolic_port(Context& context, Value* value) {
  std::vector<std::string_view> protocol = pieces(value->text, '/');
  std::vector<std::string_view> parts = pieces(protocol[0], ':');
  if (parts.size() > 3 || protocol.size() > 2 || (parts.size() == 1 && parts[0].find('$') == 0))
    return value;  // `${PORTS}` may be any of the forms
  Made port(context, *value);
  port.fixed("mode", "ingress");
  if (parts.size() == 3) port.text("host_ip", parts[0]);
  if (parts.size() >= 2) port.text("published", parts[parts.size() - 2]);
  if (auto number = base::parse_uint(parts.back())) {
    port.number("target", static_cast<std::int64_t>(*number));
  } else {
    port.text("target", parts.back());
  }
  if (protocol.size() == 2) {
    port.text("protocol", protocol[1]);
  } else {
    port.fixed("protocol", "tcp");
  }
  return port.map();
}

}  // namespace

void write_out_ports(Context& context, Value& list) {
  bool any = false;
  for (const Value* item : *list.list) any |= !item->is_map();
  if (!any) return;
  auto* out = context.store().arena().make<model::List>();
  for (Value* item : *list.list) {
    if (item->symbolic && item->is_string()) {
      out->push_back(context.store().arena(), symbolic_port(context, item));
      continue;
    }
    if (item->is_scalar() && !item->is_string() && item->kind != model::Kind::kInt) {
      context.report(rule::short_port, item->span, base::cat({"`", print_value(*item), "` is no port"}))
          .help("write a whole number such as `8080`, or `\"8080:80\"`");
      continue;
    }
    if (!item->is_string() && item->kind != model::Kind::kInt) {
      out->push_back(context.store().arena(), item);
      continue;
    }
    if (item->kind == model::Kind::kInt) {  // the number as text, as its value says it
      Value* text = make_text(context, std::to_string(item->integer), item->span,
                              item->text == std::to_string(item->integer) ? item->how : How::kShortForm);
      text->before = item->before;
      item = text;
    }
    auto ports = forms::parse_ports(item->text);
    if (!ports) {
      if (!context.options.interpolate) return;
      report_form(context, rule::short_port, *item, ports.error);
      continue;
    }
    for (const forms::Port& parsed : *ports.value) {
      Made port(context, *item);
      port.fixed("mode", "ingress");
      port.text("host_ip", parsed.host_ip);
      port.text("published", parsed.published);
      if (parsed.target != 0) port.number("target", parsed.target);
      port.text("protocol", parsed.protocol);
      port.map()->before = item->before;
      out->push_back(context.store().arena(), port.map());
    }
  }
  list.list = out;
}

Value* write_out_volume(Context& context, Value* value) {
  if (!value->is_string()) return value;
  auto parsed = forms::parse_volume(value->text);
  if (!parsed) {
    if (!may_stay(context, *value)) report_form(context, rule::short_volume, *value, parsed.error);
    return value;
  }
  const forms::Volume& from = *parsed.value;
  using Type = forms::Volume::Type;
  Made volume(context, *value);
  volume.fixed("type", from.type == Type::kBind      ? "bind"
                       : from.type == Type::kTmpfs   ? "tmpfs"
                       : from.type == Type::kNpipe   ? "npipe"
                       : from.type == Type::kCluster ? "cluster"
                                                     : "volume");
  volume.text("source", from.source);
  volume.text("target", from.target);
  if (Value* target = volume.map()->find("target")) target->text = context.store().keep(clean_path(target->text));
  if (from.read_only) volume.flag("read_only");
  if (from.type == Type::kBind || !from.selinux.empty() || !from.propagation.empty()) {
    Value* bind = volume.nested("bind");
    auto set = [&](std::string_view key, std::string_view text) {
      if (!text.empty()) context.store().set(*bind, key, make_text(context, text, value->span, How::kShortForm));
    };
    set("selinux", from.selinux);
    set("propagation", from.propagation);
    if (from.type == Type::kBind) context.store().set(*bind, "create_host_path", make_flag(context, true, value->span, How::kShortForm));
  }
  bool named = from.type == Type::kVolume && value->text.size() > 2;
  if (named || from.nocopy) {
    Value* options = volume.nested("volume");
    if (from.nocopy) context.store().set(*options, "nocopy", make_flag(context, true, value->span, How::kShortForm));
  }
  volume.map()->before = value->before;
  return volume.map();
}

Value* write_out_device(Context& context, Value* value) {
  if (!value->is_string()) return value;
  auto parsed = forms::parse_device(value->text);
  if (!parsed) {
    if (!may_stay(context, *value)) report_form(context, rule::short_device, *value, parsed.error);
    return value;
  }
  Made device(context, *value);
  device.text("source", parsed.value->source, true);
  device.text("target", parsed.value->target, true);
  device.text("permissions", parsed.value->permissions, true);
  device.map()->before = value->before;
  return device.map();
}

}  // namespace stackc::compose
