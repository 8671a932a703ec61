#include <string_view>
#include <unordered_set>

#include "base/text.h"
#include "diag/rules/graph.h"
#include "diag/rules/image.h"
#include "rules/image_facts.h"
#include "rules/rules.h"
#include "rules/subject.h"
#include "rules/text_facts.h"

namespace stackc::rules {

using base::cat;

// Tags that move with every release of the image.
static bool moves(std::string_view tag) {
  for (std::string_view word : {"latest", "stable", "edge", "nightly", "main", "master", "dev", "canary"})
    if (tag == word || (tag.starts_with(word) && tag[word.size()] == '-') ||
        (tag.ends_with(word) && tag[tag.size() - word.size() - 1] == '-'))
      return true;
  return false;
}

void check_images(const ir::Stack& stack, diag::Sink& sink, const source::SourceManager&) {
  std::unordered_set<std::string_view> made;  // by the stack itself: nobody pulls them
  for (const ir::Image& image : stack.images)
    if (image.built) made.insert(image.reference);
  for (const ir::Service& service : stack.services) {
    if (!service.image.valid()) continue;
    const ir::Image& image = stack.images[service.image];
    if (image.built || made.contains(image.reference) || image.reference.empty() || is_symbolic(image.reference) || !image.digest.empty())
      continue;
    ImageName name = image_name(image.reference);
    if (!name.digest.empty()) continue;
    source::Span span = user_span(image.origin, service);
    // `name:alpine` moves as `latest` does: it says what it is built on, not which version.
    bool no_version =
        !name.tag.empty() && name.tag.find_first_of("0123456789") == std::string_view::npos &&
        (name.tag == "alpine" || name.tag == "slim" || name.tag == "bookworm" || name.tag == "trixie" || name.tag == "bullseye");
    if (name.tag.empty()) {
      sink.report(diag::rule::image_not_pinned, span, cat({"`", image.reference, "` has no tag, which means `latest`"}))
          .help("write the version that was tested, as in `postgres:16.4`");
    } else if (moves(name.tag) || no_version) {
      sink.report(diag::rule::image_not_pinned, span,
                  cat({"the tag `", name.tag, "` of `", name.repository, no_version ? "` names no version" : "` moves with every release"}))
          .help(cat({"write the version that was tested",
                     no_version ? cat({", as in `", name.repository, ":1.2-", name.tag, "`"}) : std::string()}));
    }
  }
}

// What a compose file says about running a service for months. A stack.yaml gets these by default.
void check_operation(const ir::Stack& stack, diag::Sink& sink, const source::SourceManager&) {
  if (!stack.compose) return;
  for (const ir::Service& service : stack.services) {
    bool ends = service.kind == ir::ServiceKind::kTask;
    if (!ends && !service.host.restart && (service.restart.empty() || service.restart == "no"))
      sink.report(diag::rule::restart_missing, service.origin.span, cat({"nothing starts `", service.name, "` again after it ended"}))
          .help("write `restart: unless-stopped`");
    if (!service.resources.memory_bytes)
      sink.report(diag::rule::limits_missing, service.origin.span, cat({"`", service.name, "` has no limit for memory"}))
          .help("write `deploy: {resources: {limits: {memory: 512M}}}` with what it needs");
  }
}

}  // namespace stackc::rules
