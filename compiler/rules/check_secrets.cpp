#include <vector>

#include "base/text.h"
#include "diag/rules/security.h"
#include "rules/rules.h"
#include "rules/subject.h"

namespace stackc::rules {

using base::cat;

namespace {

// A secret may reach the environment of a container and nothing else: every other place is readable by people who may not know it.
class Taint {
 public:
  Taint(const ir::Stack& stack, diag::Sink& sink) : stack_(stack), sink_(sink), used_(stack.secrets.size(), false) {}
  void run();

 private:
  void use(const ir::Text& text) {
    for (const ir::TextPart& part : text.parts())
      if (const auto* secret = std::get_if<ir::SecretPart>(&part)) used_[secret->secret.index()] = true;
  }
  void plain(const ir::Text& text, source::Span span, std::string_view where, std::string_view instead);
  void value(const ir::Value& value, source::Span span, std::string_view where);
  void service(const ir::Service& service);
  void missing_dev_values();

  const ir::Stack& stack_;
  diag::Sink& sink_;
  std::vector<bool> used_;
};

void Taint::plain(const ir::Text& text, source::Span span, std::string_view where, std::string_view instead) {
  use(text);
  for (const ir::TextPart& part : text.parts()) {
    const auto* secret = std::get_if<ir::SecretPart>(&part);
    if (secret == nullptr) continue;
    sink_
        .report(diag::rule::secret_in_plain_text, span,
                cat({"the secret `", stack_.secrets[secret->secret].name, "` would stand in ", where}))
        .help(std::string(instead));
    return;
  }
}

void Taint::value(const ir::Value& value, source::Span span, std::string_view where) {
  if (const auto* text = std::get_if<ir::Text>(&value.data)) plain(*text, span, where, "let the program read it from its environment");
  if (const auto* list = std::get_if<ir::ValueList>(&value.data))
    for (const ir::Value& item : *list) this->value(item, span, where);
  if (const auto* map = std::get_if<ir::ValueMap>(&value.data))
    for (const auto& [key, item] : *map) this->value(item, span, where);
}

void Taint::service(const ir::Service& service) {
  struct Command {
    const std::vector<ir::Text>& words;
    std::string_view name;
  };
  for (const Command& command : {Command{service.entrypoint, "entrypoint"}, Command{service.command, "command"},
                                 Command{service.dev_command, "command in dev mode"}})
    for (const ir::Text& word : command.words)
      plain(word, service.origin.span,
            cat({"the ", command.name, " of `", service.name, "`, which every user of the host sees in the list of processes"}),
            "give it as a variable (`env:`) and let the program read that");
  for (const ir::EnvVar& variable : service.env) {
    if (variable.build_time) {
      plain(variable.value, user_span(variable.origin, service),
            cat({"the image of `", service.name, "`: ", variable.name, " is a build argument"}),
            "values of a build are part of the image and of what browsers load; use another variable at run time");
    } else {
      use(variable.value);
    }
  }
  for (const ir::ConfigFile& file : service.files)
    value(file.value, user_span(file.origin, service), cat({"the generated file `", file.path, "`"}));
}

// A secret that nothing in this environment uses does not hinder it.
void Taint::missing_dev_values() {
  if (stack_.mode != ir::Mode::kDev) return;
  for (ir::SecretId id : stack_.secrets.ids()) {
    const ir::Secret& secret = stack_.secrets[id];
    if (!used_[id.index()] || secret.dev_value || secret.deliver == ir::Deliver::kExternal) continue;
    sink_
        .report(diag::rule::dev_secret_missing, secret.origin.span,
                cat({"the secret `", secret.name, "` has no `dev:` value, so the stack does not start without `.env`"}))
        .help(cat({"write `", secret.name, ": {dev: some-value}`, or set ", secret.env_name, " in `.env`"}));
  }
}

void Taint::run() {
  for (const ir::Service& each : stack_.services) service(each);
  for (const ir::Image& image : stack_.images)
    for (const auto& [name, text] : image.build_args)
      plain(text.value, text.origin.span, cat({"the build argument ", name, " of image `", image.name, "`"}),
            "build arguments stay readable in the history of the image");
  missing_dev_values();
}

}  // namespace

void check_secrets(const ir::Stack& stack, diag::Sink& sink, const source::SourceManager&) { Taint(stack, sink).run(); }

}  // namespace stackc::rules
