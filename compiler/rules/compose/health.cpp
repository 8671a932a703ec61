// Health checks against what the image has, and against what the program that asks does with an answer.
#include <array>

#include "diag/rules/graph.h"
#include "rules/compose/view.h"
#include "rules/image_facts.h"

namespace stackc::rules::compose {

namespace {

struct Place {  // where a test names a tool
  source::Span span;
  bool found = false;
};

Place find_tool(const Input& input, const Test& test, std::string_view tool) {
  std::size_t at = 0;
  if (!test.words.empty()) {
    const Value& first = *test.words.front();
    if (first.is_string() && has_word(first.text, tool, at) && at + tool.size() == first.text.size())
      return {part(input.sources, first, at, at + tool.size()), true};
    if (first.is_string() && first.text.ends_with("sh") && test.words.size() > 2 && test.words[2]->is_string() &&
        has_word(test.words[2]->text, tool, at))
      return {part(input.sources, *test.words[2], at, at + tool.size()), true};
  }
  if (test.shell != nullptr && test.shell->is_string() && has_word(test.shell->text, tool, at))
    return {part(input.sources, *test.shell, at, at + tool.size()), true};
  return {};
}

std::string whole_text(const Test& test) {
  std::string out(test.shell != nullptr && test.shell->is_string() ? test.shell->text : std::string_view());
  for (const Value* word : test.words)
    if (word->is_string()) out += cat({" ", word->text});
  return out;
}

// What the last stage of a Dockerfile stands on, and whether the file speaks of the tool at all; "" if it cannot be read.
enum class Built : std::uint8_t { kUnknown, kHas, kLacks };
Built built_image(const Input& input, const Value& build, std::string_view tool) {
  if (input.disk == nullptr) return Built::kUnknown;
  std::string_view context = build.string("context");
  std::string_view dockerfile = build.string("dockerfile");
  if (is_remote(context)) return Built::kUnknown;
  std::string error;
  std::optional<std::string> text = input.disk->read(base::join_path(context, dockerfile.empty() ? "Dockerfile" : dockerfile), error);
  if (!text) return Built::kUnknown;
  if (text->find(tool) != std::string::npos) return Built::kHas;
  std::size_t from = base::to_upper(*text).rfind("\nFROM ");
  std::string_view line = std::string_view(*text).substr(from == std::string::npos ? 0 : from + 1);
  line = line.substr(0, line.find('\n'));
  bool small = line.find("slim") != std::string_view::npos || line.find("alpine") != std::string_view::npos ||
               line.find("distroless") != std::string_view::npos;
  return small ? Built::kLacks : Built::kUnknown;
}

bool known(const Value& service) { return service.find("build") == nullptr && image_facts(image_name(service.string("image"))) != nullptr; }

std::string_view instead(const Value& service) {
  return known(service) ? image_facts(image_name(service.string("image")))->probe : std::string_view();
}

void check_tool(const Input& input, const Member& service, const Test& test, std::string_view tool, diag::Sink& sink) {
  Place found = find_tool(input, test, tool);
  if (!found.found) return;
  const Value* build = map_of(*service.value, "build");
  if (build != nullptr) {
    Built built = built_image(input, *build, tool);
    if (built == Built::kHas || (tool == "wget" && built == Built::kUnknown)) return;
    if (built == Built::kUnknown || tool == "wget") {
      sink.report(diag::rule::health_tool_unsure, found.span,
                  cat({"the health of `", service.key, "` is asked with `", tool,
                       "`, which the image must have; images on slim and Alpine bases have none"}))
          .help(
              cat({"install `", tool, "` in the Dockerfile, or ask with the language of the program, such as Python's `urllib.request`"}));
      return;
    }
    sink.report(diag::rule::health_tool_missing, found.span,
                cat({"the health of `", service.key, "` is asked with `", tool, "`, which its Dockerfile does not install"}))
        .help(cat({"install `", tool, "`, or ask with the language of the program, such as Python's `urllib.request`"}));
    return;
  }
  ImageName image = image_name(service.value->string("image"));
  if (certainly_lacks(image, tool)) {
    diag::Builder report = sink.report(
        diag::rule::health_tool_missing, found.span,
        cat({"the image `", service.value->string("image"), "` has no `", tool, "`, so the health of `", service.key, "` always fails"}));
    if (std::string_view probe = instead(*service.value); !probe.empty()) {
      report.help(cat({"write `test: ", probe, "`"}));
    } else if (!certainly_lacks(image, "wget") && tool == "curl" && is_alpine(image)) {
      report.help("BusyBox has `wget`: `wget -q --spider URL`");
    }
  } else if (tool == "curl" && image_facts(image) == nullptr && (is_alpine(image) || is_slim(image))) {
    sink.report(diag::rule::health_tool_unsure, found.span,
                cat({"the health of `", service.key, "` is asked with `curl`, which images on slim and Alpine bases mostly lack"}));
  }
}

bool curl_fails(std::string_view text) {  // -f, -sf, --fail
  for (std::string_view word : base::split(text, ' ')) {
    if (word.starts_with("--fail")) return true;
    if (word.size() > 1 && word[0] == '-' && word[1] != '-' && word.find('f') != std::string_view::npos) return true;
  }
  return text.find("http_code") != std::string_view::npos || text.find("grep") != std::string_view::npos ||
         text.find('|') != std::string_view::npos;
}

void check_verdict(const Input& input, const Member& service, const Test& test, diag::Sink& sink) {
  std::string text = whole_text(test);
  auto says = [&](std::string_view word) { return text.find(word) != std::string::npos; };
  const Value* whole = test.shell != nullptr ? test.shell : test.words.empty() ? nullptr : test.words.back();
  if (whole == nullptr) return;
  std::string_view call;
  std::string help;
  if ((says("requests.get(") || says("httpx.get(")) && !says("raise_for_status") && !says("status_code") && !says(".ok")) {
    call = says("requests.get(") ? "requests.get" : "httpx.get";
    help = "write `urllib.request.urlopen('http://127.0.0.1:PORT/PATH', timeout=3)`, which raises and needs no library";
  } else if (says("fetch(") && !says(".ok") && !says("status")) {
    call = "fetch";
    help = "write `fetch(url).then(r => process.exit(r.ok ? 0 : 1), () => process.exit(1))`";
  } else if (std::size_t at = 0; has_word(text, "curl", at) && !curl_fails(text)) {
    call = "curl";
    help = "write `curl -f`";
    if (!test.words.empty()) whole = test.words.front();
  }
  if (call.empty()) return;
  sink.report(
          diag::rule::health_never_fails, part(input.sources, whole->span, call),
          cat({"`", call, "` succeeds on an answer such as 500 too, so `", service.key, "` counts as healthy as long as its port is open"}))
      .help(std::move(help));
}

}  // namespace

void check_health(const Input& input, diag::Sink& sink) {
  each_service(input.project, [&](const Member& service) {
    std::optional<Test> test = health_test(*service.value);
    if (!test) {
      std::string_view restart = service.value->string("restart");
      if (service.value->find("provider") != nullptr || restart == "no" || restart.starts_with("on-failure")) return;  // a job, perhaps
      if (service.value->find("healthcheck") == nullptr)
        sink.report(diag::rule::health_absent, place(service),
                    cat({"`", service.key, "` has no `healthcheck`", known(*service.value) ? "" : "; the image may define one"}))
            .help(instead(*service.value).empty() ? std::string("write a `healthcheck` that asks the service itself")
                                                  : cat({"write `healthcheck: {test: ", instead(*service.value), "}`"}));
      return;
    }
    for (std::string_view tool : {"curl", "wget"}) check_tool(input, service, *test, tool, sink);
    check_verdict(input, service, *test, sink);
  });
}

}  // namespace stackc::rules::compose
