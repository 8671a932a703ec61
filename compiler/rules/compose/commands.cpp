// Commands written as text: the loader has no shell.
#include "diag/rules/style.h"
#include "rules/compose/view.h"
#include "syntax/forms/forms.h"

namespace stackc::rules::compose {

namespace {

void check_command(const FileInput& input, std::string_view service, std::string_view key, const Value* command, diag::Sink& sink) {
  if (command == nullptr || !command->is_string()) return;
  std::optional<std::uint32_t> cut = forms::command_cut(command->text);
  if (!cut) return;
  std::string_view dropped = base::trim(command->text.substr(*cut));
  bool shell = command->text.starts_with("sh -c") || command->text.starts_with("bash -c") || command->text.starts_with("/bin/");
  constexpr std::size_t kShown = 40;
  diag::Builder report = sink.report(diag::rule::command_cut, part(input.sources, *command, *cut, *cut + dropped.size()),
                                     cat({"`", dropped.substr(0, kShown), dropped.size() > kShown ? "..." : "", "` of the ", key, " of `",
                                          service, "` is dropped: no shell reads it"}));
  std::string line(base::trim(command->text));
  for (std::string_view prefix : {"sh -c ", "bash -c ", "/bin/sh -c ", "/bin/bash -c "})
    if (line.starts_with(prefix)) line.erase(0, prefix.size());
  std::string wanted = cat({"[\"sh\", \"-c\", ", double_quoted(line), "]"});
  report.help(shell ? std::string("put the whole line of the shell in quotes, or write the list form") : cat({"write `", wanted, "`"}));
  if (!shell && command->span.valid() && line.find('\n') == std::string::npos)
    report.fix("let a shell run it", diag::Safety::kUnsafe, {diag::Edit{command->span, wanted}});
}

}  // namespace

void check_commands(const FileInput& input, diag::Sink& sink) {
  each_service(input.raw, [&](const Member& service) {
    for (std::string_view key : {"command", "entrypoint"}) check_command(input, service.key, key, service.value->find(key), sink);
    for (std::string_view key : {"pre_start", "post_start", "pre_stop"})
      if (const Value* hooks = list_of(*service.value, key))
        for (const Value* hook : *hooks->list) check_command(input, service.key, key, hook->find("command"), sink);
  });
}

}  // namespace stackc::rules::compose
