#include "frontend/compose/explain.h"

#include <algorithm>

#include "base/text.h"

namespace stackc::compose {

using base::cat;
using model::How;
using model::Member;
using model::Value;

namespace {

constexpr std::size_t kShown = 72;  // bytes of a value on one line

std::string shortened(std::string text) {
  if (text.size() <= kShown) return text;
  std::size_t end = kShown - 3;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return text.substr(0, end) + "...";
}

std::string place(const source::SourceManager& sources, const source::Span& span) {
  if (!span.valid()) return "(no file)";
  const source::Position at = sources.position(span.file, span.begin);
  return cat({sources.path(span.file), ":", std::to_string(at.line), ":", std::to_string(at.column)});
}

// The text at the span, up to the end of its first line.
std::string written(const source::SourceManager& sources, const source::Span& span) {
  if (!span.valid() || span.end <= span.begin) return "";
  const std::string_view text = sources.text(span);
  const std::string_view line = text.substr(0, text.find_first_of("\r\n"));
  return shortened(std::string(line) + (line.size() < base::trim(text).size() ? " ..." : ""));
}

std::string_view reason(How how) {
  switch (how) {
    case How::kVariable:
      return "variables replaced in";
    case How::kShortForm:
      return "from the short form";
    case How::kDefault:
      return "default of";
    case How::kEnvironment:
      return "from the environment, for";
    case How::kInferred:
      return "follows from";
    case How::kWritten:
      break;
  }
  return "written as";
}

// One line for one origin of a value.
std::string origin(const source::SourceManager& sources, const Value& value, std::string_view margin, bool wins) {
  const std::string text = written(sources, value.span);
  std::string line = cat({margin, place(sources, value.span), "  ", reason(value.how)});
  if (!text.empty()) line += cat({" `", text, "`"});
  if (text.empty()) line += value.how == How::kDefault ? " the format" : " nothing";
  return cat({line, wins ? "\n" : ", replaced by the next\n"});
}

// Oldest first, the winner last.
std::string history(const source::SourceManager& sources, const Value& value, std::string_view margin) {
  std::vector<const Value*> layers;
  for (const Value* layer = &value; layer != nullptr && layers.size() < 1000; layer = layer->before) layers.push_back(layer);
  std::string out;
  for (std::size_t i = layers.size(); i-- > 0;) out += origin(sources, *layers[i], margin, i == 0);
  return out;
}

class Tree {
 public:
  Tree(const source::SourceManager& sources, std::string& out) : sources_(sources), out_(out) {}
  // Every scalar below `value` with its origins.
  void leaves(const std::string& path, const Value& value, std::size_t depth) {
    const bool collection = (value.is_map() && !value.map->empty()) || (value.is_list() && !value.list->empty());
    if (!collection || depth > 100) {
      out_ += cat({path, " = ", shortened(model::to_json(value)), "\n", history(sources_, value, "  ")});
      return;
    }
    if (value.before != nullptr) out_ += cat({path, "\n", history(sources_, value, "  ")});
    if (value.is_map()) {
      for (const Member& member : *value.map) leaves(cat({path, path.empty() ? "" : ".", member.key}), *member.value, depth + 1);
    } else {
      std::size_t index = 0;
      for (const Value* item : *value.list) leaves(cat({path, "[", std::to_string(index++), "]"}), *item, depth + 1);
    }
  }

 private:
  const source::SourceManager& sources_;
  std::string& out_;
};

// The member of the map that the path goes on with: the longest key that stands at its start, since keys may hold dots.
const Member* step(const Value& map, std::string_view path) {
  const Member* best = nullptr;
  for (const Member& member : *map.map) {
    if (!path.starts_with(member.key) || (best != nullptr && member.key.size() <= best->key.size())) continue;
    const std::string_view rest = path.substr(member.key.size());
    if (rest.empty() || rest[0] == '.' || rest[0] == '[') best = &member;
  }
  return best;
}

std::string no_member(const Value& map, std::string_view before, std::string_view path) {
  const std::string_view wanted = path.substr(0, path.find_first_of(".["));
  std::vector<std::string_view> names;
  for (const Member& member : *map.map) names.push_back(member.key);
  const std::string_view near = base::nearest(wanted, names);
  std::string error = cat({"`", before.empty() ? "the project" : before, "` has no `", wanted, "`"});
  if (!near.empty()) return cat({error, "; did you mean `", near, "`?"});
  std::string list;
  for (std::size_t i = 0; i < names.size() && i < 12; ++i) list += cat({i == 0 ? "" : ", ", "`", names[i], "`"});
  return names.empty() ? error : cat({error, "; there are ", list, names.size() > 12 ? " and more" : ""});
}

}  // namespace

const Value* find_path(const Value& root, std::string_view path, std::string& error) {
  const Value* value = &root;
  std::string_view rest = path;
  while (!rest.empty()) {
    const std::string_view before = path.substr(0, path.size() - rest.size());
    if (rest[0] == '.' && !before.empty()) rest.remove_prefix(1);
    if (rest.starts_with('[')) {
      const std::size_t close = rest.find(']');
      const auto index = base::parse_uint(rest.substr(1, close == std::string_view::npos ? 0 : close - 1));
      if (!index || !value->is_list() || *index >= value->list->size()) {
        error = value->is_list() ? cat({"`", before, "` has ", std::to_string(value->list->size()), " items, the first is `[0]`"})
                                 : cat({"`", before, "` is no list"});
        return nullptr;
      }
      value = (*value->list)[static_cast<std::uint32_t>(*index)];
      rest.remove_prefix(close + 1);
      continue;
    }
    if (!value->is_map()) {
      error = cat({"`", before, "` has no members"});
      return nullptr;
    }
    const Member* member = step(*value, rest);
    if (member == nullptr) {
      error = no_member(*value, before, rest);
      return nullptr;
    }
    rest.remove_prefix(member->key.size());
    value = member->value;
  }
  return value;
}

std::string explain_value(const Project& project, const source::SourceManager& sources, std::string_view path, const Value& value) {
  static_cast<void>(project);
  std::string out;
  Tree(sources, out).leaves(std::string(path), value, 0);
  return out;
}

std::string explain_variable(const Project& project, const source::SourceManager& sources, std::string_view name) {
  std::string out;
  const auto known = project.environment.find(name);
  const bool is_set = known != project.environment.end() && !known->second.empty();
  std::vector<const UsedVariable*> uses;
  for (const UsedVariable& use : project.variables) {
    if (use.name == name) uses.push_back(&use);
  }
  if (!is_set && uses.empty()) return "";
  if (is_set) {
    out += cat({name, " = ", shortened(known->second.front().value), "\n"});
    for (std::size_t i = 0; i < known->second.size(); ++i) {
      const VariableSource& source = known->second[i];
      out += cat({"  ", source.where, i == 0 ? "" : cat({"  `", shortened(source.value), "`, not used: an earlier one wins"}), "\n"});
    }
  } else {
    out += cat({name, " is not set\n"});
  }
  for (const UsedVariable* use : uses) {
    out += cat({"  used in ", place(sources, use->span), "  `", written(sources, use->span), "`"});
    const bool otherwise = use->op == interpolation::Operator::kDefault || use->op == interpolation::Operator::kDefaultEmpty;
    const bool taken = otherwise && (!is_set || (use->op == interpolation::Operator::kDefaultEmpty && known->second.front().value.empty()));
    if (otherwise) out += cat({", default `", shortened(use->operand), taken ? "` is taken" : "` is not needed"});
    out += "\n";
  }
  if (uses.empty()) out += "  used nowhere\n";
  return out;
}

}  // namespace stackc::compose
