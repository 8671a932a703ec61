#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "diag/rules/image.h"
#include "frontend/dockerfile/dockerfile_model.h"

namespace stackc::frontend {
namespace {

using base::cat;
using dockerfile::Item;
using dockerfile::ItemKind;

int find_stage(const DockerfileModel& model, std::string_view name, bool by_number) {
  const std::string wanted = base::to_lower(name);
  for (std::size_t i = model.stages.size(); i-- > 0;)
    if (!wanted.empty() && model.stages[i].name == wanted) return static_cast<int>(i);
  if (const auto number = by_number ? base::parse_uint(wanted) : std::nullopt; number && *number < model.stages.size())
    return static_cast<int>(*number);
  return -1;
}

class Builder {
 public:
  explicit Builder(diag::Sink& sink) : sink_(sink) {}

  void add(const Item& item) {
    if (item.kind == ItemKind::kDirective) {
      model.directives.push_back(item);
    } else if (item.kind == ItemKind::kInstruction && !item.text.empty()) {
      instruction(item);
    }
  }
  DockerfileModel model;

 private:
  void fail(const Item& item, std::string message) { sink_.report(diag::rule::dockerfile_syntax, item.name_span, std::move(message)); }

  void instruction(const Item& item) {
    if (item.name == "FROM") return from(item);
    if (model.stages.empty()) {
      if (item.name == "ARG") {
        model.global_args.push_back(item);
      } else {
        fail(item, cat({"`", item.name, "` stands before the first FROM"}));
      }
      return;
    }
    DockerfileInstruction out;
    out.item = item;
    out.runs = item.name == "RUN";
    if (item.name == "COPY" || item.name == "ADD") copy(out);
    if (item.name == "RUN") mounts(out);
    if (item.name == "HEALTHCHECK") {
      const std::string type = base::to_upper(item.words.front());
      if (type != "NONE" && type != "CMD") fail(item, cat({"a health check is `CMD` or `NONE`, not `", item.words.front(), "`"}));
    }
    model.stages.back().instructions.push_back(std::move(out));
  }

  void from(const Item& item) {
    DockerfileStage stage;
    stage.span = item.span;
    const std::vector<std::string>& words = item.words;
    if (words.size() != 1 && !(words.size() == 3 && base::to_lower(words[1]) == "as"))
      return fail(item, "FROM takes an image, and a name after AS");
    stage.image = dockerfile::unquote(words.front(), model.escape);
    stage.base = find_stage(model, stage.image, false);
    if (words.size() == 3) {
      stage.name = base::to_lower(words[2]);
      if (stage.name.empty() || !base::is_alpha(stage.name.front())) fail(item, cat({"`", words[2], "` cannot name a stage"}));
    }
    for (const dockerfile::Flag& flag : item.flags)
      if (flag.name == "platform") stage.platform = flag.value;
    model.stages.push_back(std::move(stage));
  }

  void source(DockerfileInstruction& out, const std::string& from, const std::vector<std::string>& paths) {
    if (from.empty()) {
      out.context.insert(out.context.end(), paths.begin(), paths.end());
      return;
    }
    // The last stage is the one that the instruction stands in; a stage cannot copy from itself.
    const int stage = find_stage(model, from, true);
    if (stage >= 0 && stage + 1 == static_cast<int>(model.stages.size()))
      return fail(out.item, cat({"stage `", from, "` takes files from itself"}));
    if (stage >= 0) {
      out.stages.push_back(stage);
    } else {
      out.images.push_back(from);
    }
  }

  void copy(DockerfileInstruction& out) {
    std::vector<std::string> words;
    for (const std::string& word : out.item.words) words.push_back(out.item.json ? word : dockerfile::unquote(word, model.escape));
    if (words.size() < 2) return fail(out.item, cat({"`", out.item.name, "` needs a source and a target"}));
    words.pop_back();
    words.erase(std::remove_if(words.begin(), words.end(), [](const std::string& word) { return word.rfind("<<", 0) == 0; }), words.end());
    std::string from;
    for (const dockerfile::Flag& flag : out.item.flags)
      if (flag.name == "from") from = flag.value;
    source(out, from, words);
  }

  void mounts(DockerfileInstruction& out) {
    for (const dockerfile::Flag& flag : out.item.flags) {
      if (flag.name != "mount") continue;
      std::string type = "bind";
      std::string from;
      std::string path = ".";
      for (std::string_view field : base::split(flag.value, ',')) {
        const std::size_t equals = field.find('=');
        const std::string_view key = field.substr(0, equals);
        const std::string value(equals == std::string_view::npos ? std::string_view() : field.substr(equals + 1));
        if (key == "type") type = value;
        if (key == "from") from = value;
        if (key == "source" || key == "src") path = value;
      }
      if (type == "bind" || (type == "cache" && !from.empty())) source(out, from, {path});
    }
  }

  diag::Sink& sink_;
};

// Runs of blanks outside quotes become one: how a command is broken into lines says nothing.
std::string collapse(std::string_view text) {
  std::string out;
  char quote = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quote == 0 && (c == ' ' || c == '\t')) {
      if (!out.empty() && out.back() != ' ') out += ' ';
      continue;
    }
    if (c == '\\' && quote != '\'' && i + 1 < text.size()) {
      out += c;
      out += text[++i];
      continue;
    }
    if (quote == 0 && (c == '"' || c == '\'')) {
      quote = c;
    } else if (c == quote) {
      quote = 0;
    }
    out += c;
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

std::string json(const std::vector<std::string>& words) {
  std::string out = "[";
  for (const std::string& word : words) out += cat({out.size() > 1 ? ", " : "", base::json_quote(word)});
  return out + "]";
}

std::string flags(const Item& item) {
  std::string out;
  for (const dockerfile::Flag& flag : item.flags) out += cat({" --", flag.name, flag.has_value ? "=" : "", flag.value});
  return out;
}

// `exec [...]` or `shell text`, heredocs behind it.
std::string program(const Item& item) {
  std::string out = item.json ? cat({" exec ", json(item.words)}) : cat({" shell ", collapse(item.text)});
  for (const dockerfile::Heredoc& heredoc : item.heredocs) out += cat({" heredoc ", base::json_quote(heredoc.body)});
  return out;
}

void pairs(std::string_view name, const Item& item, std::vector<std::string>& lines) {
  for (const auto& [key, value] : item.pairs) lines.push_back(cat({name, " ", key, "=", value}));
}

void healthcheck(const Item& item, std::vector<std::string>& lines) {
  const std::string_view text = item.text;
  const std::size_t blank = text.find_first_of(" \t");
  const std::string first = base::to_upper(text.substr(0, blank));
  if (first == "NONE" || blank == std::string_view::npos) {
    lines.push_back("healthcheck none");
    return;
  }
  std::vector<std::string> words;
  const std::string_view rest = base::trim(text.substr(blank));
  lines.push_back(cat({"healthcheck", flags(item),
                       dockerfile::parse_json_words(rest, words) ? cat({" exec ", json(words)}) : cat({" shell ", collapse(rest)})}));
}

void describe_instruction(const Item& item, char escape, std::vector<std::string>& lines) {
  const std::string name = base::to_lower(item.name);
  if (name == "env" || name == "label") return pairs(name, item, lines);
  if (name == "arg") {
    for (std::size_t i = 0; i < item.pairs.size(); ++i)
      lines.push_back(item.has_default[i] ? cat({"arg ", item.pairs[i].first, "=", item.pairs[i].second})
                                          : cat({"arg ", item.pairs[i].first}));
    return;
  }
  if (name == "run") {
    lines.push_back(cat({"run", flags(item), program(item)}));
    return;
  }
  if (name == "copy" || name == "add") {
    std::vector<std::string> words;
    for (const std::string& word : item.words) words.push_back(dockerfile::unquote(word, escape));
    std::string line = cat({name, flags(item), " ", json(words)});
    for (const dockerfile::Heredoc& heredoc : item.heredocs) line += cat({" heredoc ", base::json_quote(heredoc.body)});
    lines.push_back(std::move(line));
    return;
  }
  if (name == "healthcheck") return healthcheck(item, lines);
  if (name == "expose") {
    for (const std::string& word : item.words) lines.push_back(cat({"expose ", word}));
    return;
  }
  if (item.json) {
    lines.push_back(cat({name, " ", json(item.words)}));
  } else if (name == "cmd" || name == "entrypoint" || name == "shell") {
    lines.push_back(cat({name, " shell ", collapse(item.text)}));
  } else {
    lines.push_back(cat({name, " ", dockerfile::unquote(item.text, escape)}));
  }
}

}  // namespace

DockerfileModel parse_dockerfile(const source::SourceManager& sources, source::FileId file, diag::Sink& sink) {
  const dockerfile::File tree = dockerfile::read(sources, file, sink);
  Builder builder(sink);
  builder.model.escape = tree.escape;
  for (const Item& item : tree.items) builder.add(item);
  if (builder.model.stages.empty()) sink.report(diag::rule::dockerfile_syntax, source::Span{file, 0, 0}, "the file has no stage");
  return std::move(builder.model);
}

std::vector<std::string> describe(const DockerfileModel& model) {
  std::vector<std::string> lines;
  for (const Item& item : model.global_args) describe_instruction(item, model.escape, lines);
  for (const DockerfileStage& stage : model.stages) {
    lines.push_back(cat({"stage ", stage.name, " from ", stage.image, stage.platform.empty() ? "" : " platform ", stage.platform}));
    for (const DockerfileInstruction& instruction : stage.instructions) describe_instruction(instruction.item, model.escape, lines);
  }
  return lines;
}

std::string compare_dockerfile(std::string_view text, const std::vector<std::string>& meant) {
  source::SourceManager sources;
  diag::Sink sink;
  const source::FileId file = sources.add("Dockerfile", std::string(text));
  const DockerfileModel model = parse_dockerfile(sources, file, sink);
  if (sink.has_errors()) {
    const diag::Diagnostic& first = sink.all().front();
    return cat({"line ", std::to_string(sources.position(file, first.span.begin).line), ": ", first.message});
  }
  const std::vector<std::string> seen = describe(model);
  for (std::size_t i = 0; i < std::max(meant.size(), seen.size()); ++i) {
    const std::string_view want = i < meant.size() ? std::string_view(meant[i]) : "nothing more";
    const std::string_view have = i < seen.size() ? std::string_view(seen[i]) : "nothing more";
    if (want != have) return cat({"meant `", want, "`, a reader sees `", have, "`"});
  }
  return {};
}

std::vector<std::string> stages_of_build(const DockerfileModel& model, std::string_view target) {
  std::vector<std::string> names;
  const int last = target.empty() ? static_cast<int>(model.stages.size()) - 1 : find_stage(model, target, true);
  if (last < 0) return names;
  std::vector<bool> needed(model.stages.size(), false);
  needed[static_cast<std::size_t>(last)] = true;
  for (std::size_t i = model.stages.size(); i-- > 0;) {  // stages only use earlier ones
    if (!needed[i]) continue;
    if (model.stages[i].base >= 0) needed[static_cast<std::size_t>(model.stages[i].base)] = true;
    for (const DockerfileInstruction& instruction : model.stages[i].instructions)
      for (int used : instruction.stages) needed[static_cast<std::size_t>(used)] = true;
  }
  for (std::size_t i = 0; i < model.stages.size(); ++i)
    if (needed[i]) names.push_back(model.stages[i].name.empty() ? std::to_string(i) : model.stages[i].name);
  return names;
}

}  // namespace stackc::frontend
