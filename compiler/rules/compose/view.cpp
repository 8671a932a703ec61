#include "rules/compose/view.h"

namespace stackc::rules::compose {

const Value* map_of(const Value& object, std::string_view key) {
  const Value* value = object.find(key);
  return value != nullptr && value->is_map() ? value : nullptr;
}
const Value* list_of(const Value& object, std::string_view key) {
  const Value* value = object.find(key);
  return value != nullptr && value->kind == model::Kind::kList ? value : nullptr;
}

bool is_remote(std::string_view context) {
  return context.find("://") != std::string_view::npos || context.starts_with("git@") || context.starts_with("service:") ||
         context.find("${") != std::string_view::npos;
}

std::vector<Setting> settings(const Value* value) {
  std::vector<Setting> out;
  if (value == nullptr) return out;
  if (value->is_map()) {
    out.reserve(value->map->size());
    for (const Member& member : *value->map) {
      Setting setting{member.key, std::nullopt, member.value->span.valid() ? member.value->span : member.key_span, member.value};
      if (member.value->is_scalar() && !member.value->is_null()) setting.value = model::scalar_text(*member.value);
      out.push_back(std::move(setting));
    }
  } else if (value->kind == model::Kind::kList) {
    out.reserve(value->list->size());
    for (const Value* item : *value->list) {
      if (!item->is_string()) continue;
      std::size_t equals = item->text.find('=');
      Setting setting{item->text.substr(0, equals), std::nullopt, item->span, item};
      if (equals != std::string_view::npos) setting.value = std::string(item->text.substr(equals + 1));
      out.push_back(std::move(setting));
    }
  }
  return out;
}

source::Span part(const source::SourceManager& sources, const Value& scalar, std::size_t begin, std::size_t end) {
  source::Span span = scalar.span;
  if (!span.valid()) return span;
  std::string_view written = sources.text(span);
  std::size_t at = scalar.text.empty() ? std::string_view::npos : written.find(scalar.text);
  if (at == std::string_view::npos || end > scalar.text.size() || begin >= end) return span;
  return {span.file, static_cast<std::uint32_t>(span.begin + at + begin), static_cast<std::uint32_t>(span.begin + at + end)};
}

source::Span part(const source::SourceManager& sources, source::Span span, std::string_view wanted) {
  if (!span.valid() || wanted.empty()) return span;
  std::size_t at = sources.text(span).find(wanted);
  if (at == std::string_view::npos) return span;
  auto begin = static_cast<std::uint32_t>(span.begin + at);
  return {span.file, begin, static_cast<std::uint32_t>(begin + wanted.size())};
}

static bool only_blanks(std::string_view text) { return text.find_first_not_of(" \t") == std::string_view::npos; }

std::string_view indentation(const source::SourceManager& sources, source::Span key) {
  std::string_view text = sources.text(key.file);
  std::size_t line = text.substr(0, key.begin).find_last_of("\r\n");
  line = line == std::string_view::npos ? (text.starts_with("\xEF\xBB\xBF") ? 3 : 0) : line + 1;
  return text.substr(line, key.begin - line);
}

std::optional<source::Span> whole_lines(const source::SourceManager& sources, const Member& member) {
  if (!member.key_span.valid()) return std::nullopt;
  std::string_view text = sources.text(member.key_span.file);
  if (!only_blanks(indentation(sources, member.key_span))) return std::nullopt;
  std::size_t begin = member.key_span.begin - indentation(sources, member.key_span).size();
  std::size_t end = member.key_span.end;
  const source::Span& value = member.value->span;
  if (value.valid() && value.file == member.key_span.file && value.end > end) end = value.end;
  std::size_t line_end = text.find('\n', end == 0 ? 0 : end - (text[end - 1] == '\n' ? 1 : 0));
  std::string_view rest = line_end == std::string_view::npos || line_end < end ? std::string_view() : text.substr(end, line_end - end);
  std::string_view after = base::trim(rest);
  if (!after.empty() && after.front() != '#' && after != ":") return std::nullopt;
  end = line_end == std::string_view::npos ? text.size() : line_end + 1;
  return source::Span{member.key_span.file, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
}

std::string double_quoted(std::string_view text) {
  std::string out = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else {
      out += c;
    }
  }
  return out + "\"";
}

bool is_block(const source::SourceManager& sources, const Value& collection) {
  if (!collection.span.valid() || collection.span.begin == collection.span.end) return false;
  char first = sources.text(collection.span).front();
  return first != '{' && first != '[' && first != '*';
}

source::Span place(const Member& member) { return member.key_span.valid() ? member.key_span : member.value->span; }

const std::vector<std::string>& EnvFiles::names(std::string_view path) {
  auto [slot, fresh] = known_.emplace(std::string(path), std::vector<std::string>());
  std::string error;
  std::optional<std::string> text = fresh && disk_ != nullptr && !path.empty() ? disk_->read(slot->first, error) : std::nullopt;
  if (!text) return slot->second;
  for (std::string_view line : base::split(*text, '\n')) {
    line = base::trim(line);
    if (line.starts_with("export ")) line = base::trim(line.substr(7));
    std::size_t end = 0;
    while (end < line.size() && (base::is_alnum(line[end]) || line[end] == '_')) ++end;
    if (end > 0 && end < line.size() && (line[end] == '=' || line[end] == ':')) slot->second.emplace_back(line.substr(0, end));
  }
  return slot->second;
}

std::optional<Test> health_test(const Value& service) {
  const Value* health = map_of(service, "healthcheck");
  if (health == nullptr) return std::nullopt;
  Test out;
  if (const Value* disable = health->find("disable"); disable != nullptr && disable->is_true()) {
    out.none = true;
    return out;
  }
  const Value* test = health->find("test");
  if (test == nullptr || test->is_null()) return std::nullopt;  // times only: the test is the image's own
  if (test->is_string()) {
    out.shell = test;
  } else if (test->kind == model::Kind::kList && !test->list->empty()) {
    const model::List& list = *test->list;
    std::string_view how = list[0]->is_string() ? list[0]->text : std::string_view();
    if (how == "NONE") out.none = true;
    if (how == "CMD-SHELL" && list.size() > 1) out.shell = list[1];
    if (how == "CMD")
      for (std::uint32_t i = 1; i < list.size(); ++i) out.words.push_back(list[i]);
  }
  return out;
}

bool has_word(std::string_view text, std::string_view word, std::size_t& at) {
  for (at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    char before = at == 0 ? ' ' : text[at - 1];
    std::size_t end = at + word.size();
    char after = end == text.size() ? ' ' : text[end];
    bool starts = before == ' ' || before == '/' || before == '(' || before == '`' || before == ';' || before == '&' || before == '|';
    if (starts && (after == ' ' || after == ';' || after == '|' || after == '&' || after == ')')) return true;
  }
  return false;
}

}  // namespace stackc::rules::compose
