// Values that are read as something else than what stands there.
#include <algorithm>
#include <array>

#include "diag/rules/style.h"
#include "rules/compose/view.h"
#include "schema/compose.h"

namespace stackc::rules::compose {

namespace {

std::string_view kind_word(model::Kind kind) {
  switch (kind) {
    case model::Kind::kBool:
      return "a boolean";
    case model::Kind::kInt:
    case model::Kind::kFloat:
      return "a number";
    case model::Kind::kTime:
      return "a date";
    default:
      return "no text";
  }
}

// Mappings whose values become text, whatever they look like.
void check_texts(const FileInput& input, const Value* mapping, diag::Sink& sink) {
  if (mapping == nullptr || !mapping->is_map()) return;
  for (const Member& member : *mapping->map) {
    const Value& value = *member.value;
    if (!value.is_scalar() || value.is_null() || value.is_string() || value.quoted || !value.span.valid()) continue;
    std::string seen = model::scalar_text(value);
    std::string_view written = input.sources.text(value.span);
    if (seen == written || written.empty()) continue;
    sink.report(diag::rule::text_lost, value.span,
                cat({"`", written, "` is read as ", kind_word(value.kind), ", so ", member.key, " becomes `", seen, "`"}))
        .help(cat({"write `\"", written, "\"` if the text is meant"}))
        .fix(cat({"quote what is read now: `\"", seen, "\"`"}), diag::Safety::kSafe, {diag::Edit{value.span, double_quoted(seen)}})
        .fix(cat({"quote what is written: `\"", written, "\"`"}), diag::Safety::kUnsafe, {diag::Edit{value.span, double_quoted(written)}});
  }
}

constexpr std::array<std::string_view, 12> kWords = {"yes", "Yes", "YES", "no", "No", "NO", "on", "On", "ON", "off", "Off", "OFF"};

// Down the file beside the key table: where a boolean is wanted the loader reads the word as one, and says so by itself.
using schema::compose::Key;
using schema::compose::Object;
void check_words(const yaml::Node& node, Object object, const Key* row, diag::Sink& sink) {
  if (node.kind == yaml::Kind::kScalar) {
    if (node.style != yaml::Style::kPlain || !node.tag().empty()) return;
    if (std::find(kWords.begin(), kWords.end(), node.text) == kWords.end()) return;
    if (row != nullptr && row->cast == schema::compose::Cast::kBool) return;
    sink.report(diag::rule::word_for_boolean, node.span, cat({"`", node.text, "` is text here, but a boolean for readers of YAML 1.1"}))
        .help(cat({"write `\"", node.text, "\"` if the text is meant, or `true` or `false`"}))
        .fix(cat({"quote it: `\"", node.text, "\"`"}), diag::Safety::kSafe, {diag::Edit{node.span, double_quoted(node.text)}});
    return;
  }
  for (const yaml::Entry& entry : node.entries) {
    std::string_view key = entry.key->kind == yaml::Kind::kScalar ? entry.key->text : std::string_view();
    const Key* below = object == Object::kNone ? nullptr : schema::compose::row(object, key);
    check_words(*entry.value, below == nullptr ? Object::kNone : below->element, below, sink);
  }
  for (const yaml::Node* item : node.items) {
    const Key* below = object == Object::kNone ? nullptr : schema::compose::item(object);
    check_words(*item, below == nullptr ? Object::kNone : below->element, below, sink);
  }
}

// 22:22 is a number to base 60 for readers of YAML 1.1: digits, then groups of at most 59.
bool base_sixty(std::string_view text) {
  std::vector<std::string_view> groups = base::split(text, ':');
  if (groups.size() < 2 || groups[0].empty() || groups[0][0] == '0') return false;
  for (std::string_view group : groups)
    if (group.empty() || group.find_first_not_of("0123456789") != std::string_view::npos) return false;
  return std::all_of(groups.begin() + 1, groups.end(),
                     [](std::string_view group) { return group.size() < 3 && base::parse_uint(group).value_or(60) < 60; });
}

void check_ports(const Value* ports, diag::Sink& sink) {
  if (ports == nullptr) return;
  for (const Value* port : *ports->list) {
    if (!port->is_string() || port->quoted || !base_sixty(port->text)) continue;
    sink.report(diag::rule::base_sixty_port, port->span, cat({"`", port->text, "` without quotes is one number for readers of YAML 1.1"}))
        .help(cat({"write `\"", port->text, "\"`"}))
        .fix("put it in quotes", diag::Safety::kSafe, {diag::Edit{port->span, double_quoted(port->text)}});
  }
}

void check_raw(const FileInput& input, const Value& raw, diag::Sink& sink) {
  each_service(raw, [&](const Member& service) {
    const Value& value = *service.value;
    for (std::string_view key : {"environment", "labels", "annotations", "sysctls", "extra_hosts"})
      check_texts(input, value.find(key), sink);
    for (std::string_view key : {"args", "labels"}) check_texts(input, value.at({"build", key}), sink);
    check_texts(input, value.at({"logging", "options"}), sink);
    check_texts(input, value.at({"deploy", "labels"}), sink);
    check_ports(list_of(value, "ports"), sink);
  });
  for (std::string_view kind : {"networks", "volumes", "secrets", "configs"}) {
    const Value* resources = map_of(raw, kind);
    if (resources == nullptr) continue;
    for (const Member& resource : *resources->map)
      for (std::string_view key : {"driver_opts", "labels"}) check_texts(input, resource.value->find(key), sink);
  }
}

}  // namespace

void check_scalars(const FileInput& input, diag::Sink& sink) {
  check_raw(input, input.raw, sink);
  for (const yaml::Document& document : input.tree.documents)
    if (document.root != nullptr) check_words(*document.root, Object::kRoot, nullptr, sink);
}

}  // namespace stackc::rules::compose
