#include "emit/dockerfile/dockerfile.h"

#include <set>

#include "base/text.h"
#include "diag/rules/image.h"
#include "emit/dockerfile/dockerignore.h"
#include "emit/dockerfile/instruction_writer.h"
#include "emit/writer/text.h"

namespace stackc::emit {
namespace {

using base::cat;
using ir::Step;
using ir::StepKind;

std::string user_text(const Step& step) { return cat({std::to_string(step.uid), ":", std::to_string(step.gid)}); }

// The commands of a step that is a RUN in the file.
std::vector<std::string> commands_of(const Step& step, const std::string& user, bool alpine) {
  const std::string uid = std::to_string(step.uid);
  const std::string gid = std::to_string(step.gid);
  if (step.kind == StepKind::kCreateUser) {
    if (alpine) return {cat({"addgroup -g ", gid, " ", user}), cat({"adduser -D -u ", uid, " -G ", user, " -s /sbin/nologin ", user})};
    // -l: no entry in lastlog, a sparse file as long as the largest uid.
    return {cat({"groupadd -g ", gid, " ", user}), cat({"useradd -u ", uid, " -g ", gid, " -l -m -s /usr/sbin/nologin ", user})};
  }
  if (step.kind == StepKind::kApt) {
    return {"apt-get update", cat({"apt-get install -y --no-install-recommends ", base::join(step.words, " ")}),
            "rm -rf /var/lib/apt/lists/*"};
  }
  return step.words;
}

std::vector<std::string> copy_flags(const Step& step) {
  std::vector<std::string> flags;
  if (!step.from.empty()) flags.push_back("--from=" + step.from);
  if (!step.chown.empty()) flags.push_back("--chown=" + step.chown);
  if (!step.chmod.empty()) flags.push_back("--chmod=" + step.chmod);
  if (step.link) flags.emplace_back("--link");
  return flags;
}

std::vector<std::string> health_flags(const ir::Health& health) {
  std::vector<std::string> flags{cat({"--interval=", go_duration(health.every_seconds)}),
                                 cat({"--timeout=", go_duration(health.timeout_seconds)})};
  if (health.start_seconds != 0) {
    flags.push_back(cat({"--start-period=", go_duration(health.start_seconds)}));
    flags.push_back(cat({"--start-interval=", go_duration(health.start_every_seconds)}));
  }
  flags.push_back(cat({"--retries=", std::to_string(health.retries)}));
  return flags;
}

// What Docker runs for a health; a shell line becomes words for the shell, since CMD in the shell form is the same with less said.
std::vector<std::string> health_words(const ir::Health& health) {
  if (const auto* exec = std::get_if<ir::ExecProbe>(&health.probe)) {
    if (!exec->shell) return exec->argv;
    return {"/bin/sh", "-c", exec->argv.empty() ? "" : exec->argv.front()};
  }
  return health.image_argv;
}

// Writes one image; each instruction goes to the text and, as what it means, to the lines.
class ImageWriter {
 public:
  ImageWriter(const ir::Stack& stack, ir::ImageId id) : stack_(stack), image_(stack.images[id]), owner_(image_owner(stack, id)) {}

  void write() {
    out_.directive("syntax", "docker/dockerfile:1");
    out_.directive("check", "error=true");
    out_.comment(kHeader);
    for (const ir::Stage& stage : image_.stages) write_stage(stage);
  }
  [[nodiscard]] std::string text() const { return out_.finish(); }
  [[nodiscard]] const std::vector<std::string>& lines() const { return lines_; }
  [[nodiscard]] const std::vector<std::pair<const Step*, std::string>>& broken() const { return broken_; }

 private:
  bool on_alpine(const ir::Stage& stage) const {
    const ir::Stage* at = &stage;
    for (std::size_t depth = 0; depth <= image_.stages.size() && !at->from_stage.empty(); ++depth)
      for (const ir::Stage& other : image_.stages)
        if (other.name == at->from_stage) {
          at = &other;
          break;
        }
    return at->from_image.find("alpine") != std::string::npos;
  }

  void write_stage(const ir::Stage& stage) {
    out_.blank();
    out_.comment(stage.comment);
    const std::string& from = stage.from_stage.empty() ? stage.from_image : stage.from_stage;
    out_.from(from, stage.name);
    lines_.push_back(cat({"stage ", stage.name, " from ", from}));
    alpine_ = on_alpine(stage);
    for (const Step& step : stage.steps) {
      check(step);
      write_step(step);
    }
  }

  void check(const Step& step) {
    auto look = [&](const std::string& text) {
      if (unwritable(text)) broken_.emplace_back(&step, text);
    };
    for (const auto& [name, value] : step.pairs) look(value);
    for (const std::string& word : step.words) look(word);
    look(step.target);
  }

  void write_step(const Step& step) {
    if (step.kind == StepKind::kHealthcheck && !(owner_ != nullptr && owner_->health && ir::image_can_ask(*owner_->health))) return;
    out_.comment(step.comment);
    switch (step.kind) {
      case StepKind::kEnv:
        pairs("ENV", "env", step);
        break;
      case StepKind::kLabel:
        pairs("LABEL", "label", step);
        break;
      case StepKind::kArg:
        args(step);
        break;
      case StepKind::kCreateUser:
      case StepKind::kRun:
        run(step);
        break;
      case StepKind::kApt:
        out_.comment("hadolint ignore=DL3008 # a pinned version leaves the archive with the next update, and the build with it");
        run(step);
        break;
      case StepKind::kWorkdir:
        simple("WORKDIR", "workdir", dockerfile_word(step.words.front()), step.words.front());
        break;
      case StepKind::kCopy:
        copy(step);
        break;
      case StepKind::kUser:
        simple("USER", "user", user_text(step), user_text(step));
        break;
      case StepKind::kExpose:
        for (std::uint16_t port : step.ports) simple("EXPOSE", "expose", std::to_string(port), std::to_string(port));
        break;
      case StepKind::kHealthcheck:
        healthcheck(*owner_->health);
        break;
      case StepKind::kStopSignal:
        simple("STOPSIGNAL", "stopsignal", step.words.front(), step.words.front());
        break;
      case StepKind::kEntrypoint:
        simple("ENTRYPOINT", "entrypoint", json_words(step.words), json_words(step.words));
        break;
      case StepKind::kCmd:
        simple("CMD", "cmd", json_words(step.words), json_words(step.words));
        break;
    }
  }

  void simple(std::string_view keyword, std::string_view name, const std::string& argument, const std::string& meant) {
    out_.instruction(keyword, {argument});
    lines_.push_back(cat({name, " ", meant}));
  }

  void pairs(std::string_view keyword, std::string_view name, const Step& step) {
    std::vector<std::string> parts;
    for (const auto& [key, value] : step.pairs) {
      parts.push_back(cat({key, "=", dockerfile_value(value)}));
      lines_.push_back(cat({name, " ", key, "=", value}));
    }
    if (!parts.empty()) out_.instruction(keyword, parts);
  }

  void args(const Step& step) {
    for (const auto& [key, value] : step.pairs) {
      out_.instruction("ARG", {value.empty() ? key : cat({key, "=", dockerfile_value(value)})});
      lines_.push_back(value.empty() ? cat({"arg ", key}) : cat({"arg ", key, "=", value}));
    }
  }

  void run(const Step& step) {
    std::vector<std::string> parts;
    std::string line = "run";
    for (const ir::RunMount& mount : step.mounts) {
      parts.push_back(mount_flag(mount));
      line += cat({" ", parts.back()});
    }
    if (step.exec_form) {
      parts.push_back(json_words(step.words));
      line += cat({" exec ", json_words(step.words)});
    } else {
      const std::vector<std::string> commands = commands_of(step, stack_.user_name, alpine_);
      for (std::size_t i = 0; i < commands.size(); ++i) parts.push_back(i == 0 ? commands[i] : cat({"&& ", commands[i]}));
      line += cat({" shell ", squeeze_blanks(base::join(commands, " && "))});
    }
    out_.instruction("RUN", parts);
    lines_.push_back(std::move(line));
  }

  void copy(const Step& step) {
    std::vector<std::string> parts = copy_flags(step);
    std::string line = "copy";
    for (const std::string& flag : parts) line += cat({" ", flag});
    std::vector<std::string> words = step.words;
    words.push_back(step.target);
    bool json = false;
    for (const std::string& word : words) json = json || word.find_first_of(" \t") != std::string::npos;
    for (std::string& word : words) word = dockerfile_word(word);
    std::string all = base::join(parts, " ");
    if (!all.empty()) all += ' ';
    out_.instruction("COPY", {all + (json ? json_words(words) : base::join(words, " "))});
    std::vector<std::string> meant = step.words;
    meant.push_back(step.target);
    lines_.push_back(cat({line, " ", json_words(meant)}));
  }

  void healthcheck(const ir::Health& health) {
    const std::vector<std::string> flags = health_flags(health);
    const std::string words = json_words(health_words(health));
    out_.instruction("HEALTHCHECK", {base::join(flags, " "), cat({"CMD ", words})});
    lines_.push_back(cat({"healthcheck ", base::join(flags, " "), " exec ", words}));
  }

  const ir::Stack& stack_;
  const ir::Image& image_;
  const ir::Service* owner_;
  InstructionWriter out_;
  std::vector<std::string> lines_;
  std::vector<std::pair<const Step*, std::string>> broken_;
  bool alpine_ = false;
};

Output ignore_file(const ir::Image& image, diag::Sink& sink) {
  Output output;
  output.format = Format::kDockerignore;
  output.target = "dockerfile";
  std::vector<std::string> lost;
  output.text = cat({"# ", kHeader, "\n"});
  for (const std::string& pattern : ignore_patterns(image, lost)) output.text += pattern + "\n";
  for (const std::string& source : lost)
    sink.report(diag::rule::ignored_source, image.origin.span,
                cat({"`", source, "` is a source of image `", image.name, "` and left out by its .dockerignore"}));
  return output;
}

}  // namespace

const ir::Service* image_owner(const ir::Stack& stack, ir::ImageId image) {
  const ir::Service* first = nullptr;
  for (const ir::Service& service : stack.services) {
    if (service.image != image) continue;
    if (service.name == stack.images[image].name) return &service;
    if (first == nullptr) first = &service;
  }
  return first;
}

std::string dockerfile_text(const ir::Stack& stack, ir::ImageId image, diag::Sink& sink) {
  ImageWriter writer(stack, image);
  writer.write();
  for (const auto& [step, text] : writer.broken())
    sink.report(diag::rule::dockerfile_line_end, step->origin.span, "a value for the Dockerfile holds a line end");
  return writer.text();
}

std::vector<std::string> dockerfile_lines(const ir::Stack& stack, ir::ImageId image) {
  ImageWriter writer(stack, image);
  writer.write();
  return writer.lines();
}

void emit_dockerfile(const ir::Project& project, OutputSet& outputs, diag::Sink& sink) {
  for (const ir::Stack& stack : project.stacks)
    for (ir::ImageId id : stack.images.ids()) {
      const ir::Image& image = stack.images[id];
      if (!image.built || image.external_dockerfile) continue;
      Output file;
      file.format = Format::kDockerfile;
      file.target = "dockerfile";
      file.text = dockerfile_text(stack, id, sink);
      ir::ValueList lines;
      for (std::string& line : dockerfile_lines(stack, id)) lines.push_back(ir::Value{ir::Text(std::move(line))});
      file.meant = ir::Value{std::move(lines)};
      file.has_meant = true;
      outputs.put(image.dockerfile, std::move(file), sink);
      outputs.put(image.dockerfile + ".dockerignore", ignore_file(image, sink), sink);
    }
}

}  // namespace stackc::emit
