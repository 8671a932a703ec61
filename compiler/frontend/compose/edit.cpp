#include "frontend/compose/edit.h"

#include <algorithm>
#include <vector>

#include "base/text.h"

namespace stackc::compose {

using model::How;
using model::Value;

source::Span part(const Context& context, const Value& scalar, std::size_t begin, std::size_t end) {
  source::Span span = scalar.span;
  if (!span.valid() || scalar.how != How::kWritten || end > scalar.text.size() || begin > end) return span;
  std::string_view written = context.sources.text(span);
  std::size_t skip = written.size() == scalar.text.size() + 2 && (written.front() == '"' || written.front() == '\'') ? 1 : 0;
  if (written.substr(skip, scalar.text.size()) != scalar.text) return span;
  return {span.file, static_cast<std::uint32_t>(span.begin + skip + begin), static_cast<std::uint32_t>(span.begin + skip + end)};
}

source::Span part(const Context& context, const Value& scalar, std::string_view piece) {
  const char* base = scalar.text.data();
  if (piece.data() < base || piece.data() + piece.size() > base + scalar.text.size()) return scalar.span;
  std::size_t begin = static_cast<std::size_t>(piece.data() - base);
  return part(context, scalar, begin, begin + piece.size());
}

static Value* with(Value* value, How how) {
  value->how = how;
  return value;
}
Value* make_text(Context& context, std::string_view text, source::Span span, How how) {
  return with(context.store().copy_string(text, span), how);
}
Value* make_text_view(Context& context, std::string_view text, source::Span span, How how) {
  return with(context.store().string(text, span), how);
}
Value* make_flag(Context& context, bool value, source::Span span, How how) { return with(context.store().boolean(value, span), how); }
Value* make_int(Context& context, std::int64_t value, source::Span span, How how) {
  return with(context.store().integer(value, span), how);
}
Value* make_map(Context& context, source::Span span, How how) { return with(context.store().map(span), how); }
Value* make_list(Context& context, source::Span span, How how) { return with(context.store().list(span), how); }

bool set_missing(Context& context, Value& map, std::string_view key, Value* value) {
  if (map.map->find(key) != nullptr) return false;
  context.store().set(map, key, value);
  return true;
}

void report_form(Context& context, diag::Rule rule, const Value& scalar, const forms::Error& error) {
  bool whole = error.begin == 0 && error.end == 0;
  source::Span span = whole ? scalar.span : part(context, scalar, error.begin, error.end);
  auto report = context.report(rule, span, error.message);
  if (error.replacement.empty()) return;
  report.help(base::cat({"write `", error.replacement, "`"}));
  source::Span text = part(context, scalar, 0, scalar.text.size());
  if (text.valid() && context.sources.text(text) == scalar.text)
    report.fix(base::cat({"write `", error.replacement, "`"}), diag::Safety::kUnsafe, {{text, error.replacement}});
}

Value* list_member(Value& value, std::string_view key) {
  Value* member = value.find(key);
  return member != nullptr && member->is_list() ? member : nullptr;
}
Value* map_member(Value& value, std::string_view key) {
  Value* member = value.find(key);
  return member != nullptr && member->is_map() ? member : nullptr;
}
const Value* list_member(const Value& value, std::string_view key) {
  const Value* member = value.find(key);
  return member != nullptr && member->is_list() ? member : nullptr;
}
const Value* map_member(const Value& value, std::string_view key) {
  const Value* member = value.find(key);
  return member != nullptr && member->is_map() ? member : nullptr;
}

bool is_open_name(const Context& context, std::string_view name) {
  bool kept = context.options.unknown_variables == UnknownVariables::kKeep || !context.options.interpolate;
  return kept && name.find('$') != std::string_view::npos;
}

source::Span key_place(const model::Member& member) { return member.key_span.valid() ? member.key_span : member.value->span; }

static bool is_ip4(std::string_view text) {
  std::vector<std::string_view> parts = base::split(text, '.');
  return parts.size() == 4 && std::all_of(parts.begin(), parts.end(), [](std::string_view part) {
           auto number = base::parse_uint(part);
           return number && *number <= 255 && part.size() <= 3 && (part.size() == 1 || part[0] != '0');
         });
}

static bool is_ip6(std::string_view text) {
  std::size_t gap = text.find("::");
  if (gap != std::string_view::npos && text.find("::", gap + 1) != std::string_view::npos) return false;
  if (text.size() < 2 || (text[0] == ':' && text[1] != ':') || (text.back() == ':' && text[text.size() - 2] != ':')) return false;
  int groups = 0;
  std::vector<std::string_view> parts = base::split(text, ':');
  for (std::size_t i = 0; i < parts.size(); ++i) {
    std::string_view part = parts[i];
    if (part.empty()) continue;
    if (part.find('.') != std::string_view::npos) {
      if (i + 1 != parts.size() || !is_ip4(part)) return false;
      groups += 2;
      continue;
    }
    if (part.size() > 4 || part.find_first_not_of("0123456789abcdefABCDEF") != std::string_view::npos) return false;
    ++groups;
  }
  return gap == std::string_view::npos ? groups == 8 : groups < 8;
}

bool is_ip_address(std::string_view text) { return text.find(':') == std::string_view::npos ? is_ip4(text) : is_ip6(text); }

std::string print_value(const Value& value) {  // depth: the reader bounds it
  if (value.is_null()) return "<nil>";
  if (value.is_list()) {
    std::string out = "[";
    for (const Value* item : *value.list) out += base::cat({out.size() > 1 ? " " : "", print_value(*item)});
    return out + "]";
  }
  if (value.is_map()) {
    std::vector<const model::Member*> members;
    for (const model::Member& member : *value.map) members.push_back(&member);
    std::sort(members.begin(), members.end(), [](const auto* a, const auto* b) { return a->key < b->key; });
    std::string out = "map[";
    for (const auto* member : members) out += base::cat({out.size() > 4 ? " " : "", member->key, ":", print_value(*member->value)});
    return out + "]";
  }
  return model::scalar_text(value);
}

}  // namespace stackc::compose
