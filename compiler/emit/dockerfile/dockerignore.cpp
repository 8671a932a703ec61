#include "emit/dockerfile/dockerignore.h"

#include <algorithm>

#include "base/text.h"

namespace stackc::emit {
namespace {

// What no image needs: version control, secrets, what describes or runs the stack, editors, documents.
constexpr std::string_view kCommon[] = {
    ".git",           ".github",       ".gitignore",
    ".gitattributes", "**/.env*",      "!**/.env.example",
    "**/*.pem",       "**/*.key",      "secrets",
    "infra",          "k8s",           "stack.yaml",
    "stack.*.json",   "Dockerfile*",   "**/*.dockerignore",
    ".dockerignore",  "compose*.y*ml", "docker-compose*.y*ml",
    "Makefile",       ".vscode",       ".idea",
    "**/.DS_Store",   "docs",          "*.md",
    "**/*.log",       "backups",       "data",
};

std::string clean(std::string_view path) {
  std::vector<std::string> parts;
  for (std::string_view part : base::split(path, '/')) {
    if (part.empty() || part == ".") continue;
    if (part == ".." && !parts.empty() && parts.back() != "..") {
      parts.pop_back();
    } else {
      parts.emplace_back(part);
    }
  }
  return base::join(parts, "/");
}

// `[...]` at the front of the pattern: whether c is in it, and how long it is; length 0 if it is not closed.
bool in_class(std::string_view pattern, char c, std::size_t& length) {
  std::size_t i = 1;
  const bool negated = i < pattern.size() && pattern[i] == '^';
  if (negated) ++i;
  bool found = false;
  for (bool first = true; i < pattern.size() && (first || pattern[i] != ']'); first = false) {
    if (pattern[i] == '\\' && i + 1 < pattern.size()) ++i;
    const char low = pattern[i++];
    char high = low;
    if (i + 1 < pattern.size() && pattern[i] == '-' && pattern[i + 1] != ']') {
      high = pattern[i + 1];
      i += 2;
    }
    found = found || (low <= c && c <= high);
  }
  length = i < pattern.size() ? i + 1 : 0;
  return found != negated;
}

bool match(std::string_view pattern, std::string_view text) {
  while (!pattern.empty()) {
    if (pattern.substr(0, 2) == "**") {
      std::string_view rest = pattern.substr(2);
      if (!rest.empty() && rest.front() == '/') {  // `**/` is any number of whole parts
        rest.remove_prefix(1);
        for (std::size_t at = 0;; ++at) {
          if (match(rest, text.substr(at))) return true;
          at = text.find('/', at);
          if (at == std::string_view::npos) return false;
        }
      }
      for (std::size_t n = 0; n <= text.size(); ++n)
        if (match(rest, text.substr(n))) return true;
      return false;
    }
    if (pattern.front() == '*') {
      for (std::size_t n = 0;; ++n) {
        if (match(pattern.substr(1), text.substr(n))) return true;
        if (n >= text.size() || text[n] == '/') return false;
      }
    }
    if (text.empty()) return false;
    if (pattern.front() == '[') {
      std::size_t length = 0;
      const bool in = in_class(pattern, text.front(), length);
      if (length == 0 || !in) return false;
      pattern.remove_prefix(length);
    } else if (pattern.front() == '?') {
      if (text.front() == '/') return false;
      pattern.remove_prefix(1);
    } else {
      if (pattern.front() == '\\' && pattern.size() > 1) pattern.remove_prefix(1);
      if (pattern.front() != text.front()) return false;
      pattern.remove_prefix(1);
    }
    text.remove_prefix(1);
  }
  return text.empty();
}

std::vector<std::string> context_sources(const ir::Image& image) {
  std::vector<std::string> sources;
  auto add = [&](const std::string& path) {
    const std::string cleaned = clean(path);
    if (!cleaned.empty() && cleaned.find_first_of("*?[") == std::string::npos) sources.push_back(cleaned);
  };
  for (const ir::Stage& stage : image.stages)
    for (const ir::Step& step : stage.steps) {
      if (step.kind == ir::StepKind::kCopy && step.from.empty())
        for (const std::string& word : step.words) add(word);
      for (const ir::RunMount& mount : step.mounts)
        if (mount.type == ir::RunMount::Type::kBind && mount.from.empty()) add(mount.source);
    }
  std::sort(sources.begin(), sources.end());
  sources.erase(std::unique(sources.begin(), sources.end()), sources.end());
  return sources;
}

// A bare `!` or a comment is no pattern.
std::string body(std::string_view pattern, bool& back) {
  back = !pattern.empty() && pattern.front() == '!';
  return clean(back ? pattern.substr(1) : pattern);
}

bool matches_or_parent(std::string_view pattern, std::string_view path) {
  for (std::size_t end = path.size();; end = path.rfind('/', end - 1)) {
    if (end == std::string_view::npos || end == 0) return false;
    if (match(pattern, path.substr(0, end))) return true;
  }
}

}  // namespace

bool ignore_matches(std::string_view pattern, std::string_view path) { return match(clean(pattern), clean(path)); }

bool is_ignored(const std::vector<std::string>& patterns, std::string_view path) {
  const std::string cleaned = clean(path);
  bool ignored = false;
  for (const std::string& pattern : patterns) {
    bool back = false;
    const std::string text = body(pattern, back);
    if (text.empty() || pattern.front() == '#') continue;
    if (matches_or_parent(text, cleaned)) ignored = !back;
  }
  return ignored;
}

std::vector<std::string> ignore_patterns(const ir::Image& image, std::vector<std::string>& lost) {
  std::vector<std::string> patterns(std::begin(kCommon), std::end(kCommon));
  for (const std::string& pattern : image.ignore)
    if (std::find(patterns.begin(), patterns.end(), pattern) == patterns.end()) patterns.push_back(pattern);
  const std::vector<std::string> sources = context_sources(image);
  // Patterns with an exception stand first: an exception brings back a folder with all that is in it, and the others take their part out
  // again.
  std::vector<std::string> kept;
  std::vector<std::string> rest;
  for (const std::string& pattern : patterns) {
    bool back = false;
    const std::string text = body(pattern, back);
    if (!back && std::find(sources.begin(), sources.end(), text) != sources.end()) continue;
    std::vector<std::string> exceptions;
    for (const std::string& source : sources)
      if (!back && matches_or_parent(text, source)) exceptions.push_back("!" + source);
    if (exceptions.empty()) {
      rest.push_back(pattern);
      continue;
    }
    kept.push_back(pattern);
    kept.insert(kept.end(), exceptions.begin(), exceptions.end());
  }
  kept.insert(kept.end(), rest.begin(), rest.end());
  for (const std::string& source : sources)
    if (is_ignored(kept, source)) lost.push_back(source);
  return kept;
}

}  // namespace stackc::emit
