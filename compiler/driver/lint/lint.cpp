#include "driver/lint/lint.h"

#include <algorithm>
#include <atomic>
#include <map>
#include <thread>
#include <tuple>
#include <utility>

#include "driver/lint/group.h"

namespace stackc::driver::lint {

namespace {

// Runs work(0) ... work(n - 1), several at once. Which thread does what has no influence on the results.
template <class Work>
void in_parallel(std::size_t n, unsigned jobs, const Work& work) {
  constexpr std::size_t kWorthAThread = 8;  // starting one costs as much as a few small files
  if (jobs == 0) jobs = std::max(1U, std::thread::hardware_concurrency());
  std::size_t threads = std::min<std::size_t>(jobs, n / kWorthAThread);
  if (threads < 2) {
    for (std::size_t i = 0; i < n; ++i) work(i);
    return;
  }
  std::atomic<std::size_t> next{0};
  auto run = [&] {
    for (std::size_t i = next++; i < n; i = next++) work(i);
  };
  std::vector<std::thread> others;
  for (std::size_t i = 1; i < threads; ++i) others.emplace_back(run);
  run();
  for (std::thread& thread : others) thread.join();
}

// Takes the findings of one group over into the report: the files that they speak of, once each.
class Merger {
 public:
  Merger(const Request& request, Report& report) : report_(report) {
    for (std::size_t i = 0; i < request.inputs.size(); ++i) rank_.emplace(request.inputs[i].path, i);
  }

  void take(Report&& part, std::size_t first_input) {
    files_.assign(part.sources.size(), source::FileId());
    for (diag::Diagnostic& diagnostic : part.findings) {
      move(diagnostic.span, part.sources);
      for (diag::Label& label : diagnostic.labels) move(label.span, part.sources);
      for (diag::Fix& fix : diagnostic.fixes)
        for (diag::Edit& edit : fix.edits) move(edit.span, part.sources);
      std::string_view path = diagnostic.span.valid() ? std::string_view(report_.sources.path(diagnostic.span.file)) : diagnostic.path;
      auto rank = rank_.find(path);
      order_.push_back({rank == rank_.end() ? first_input : rank->second, report_.findings.size()});
      report_.findings.push_back(std::move(diagnostic));
    }
    std::move(part.changes.begin(), part.changes.end(), std::back_inserter(report_.changes));
    report_.fixed += part.fixed;
    report_.dropped += part.dropped;
    report_.unusable = report_.unusable || part.unusable;
    for (const auto& [phase, seconds] : part.times) add_time(report_.times, phase, seconds);
  }

  // By input, then by place.
  void sort() {
    const auto& all = report_.findings;
    auto key = [&](const std::pair<std::size_t, std::size_t>& at) {
      const diag::Diagnostic& d = all[at.second];
      std::string_view path = d.span.valid() ? std::string_view(report_.sources.path(d.span.file)) : std::string_view(d.path);
      return std::tuple<std::size_t, std::string_view, std::uint32_t, std::uint32_t, int, std::string_view>(
          at.first, path, d.span.begin, d.span.end, static_cast<int>(d.rule), d.message);
    };
    std::stable_sort(order_.begin(), order_.end(), [&](const auto& a, const auto& b) { return key(a) < key(b); });
    std::vector<diag::Diagnostic> sorted;
    sorted.reserve(all.size());
    for (const auto& [rank, i] : order_) {  // two groups may both include one file
      diag::Diagnostic& next = report_.findings[i];
      if (!sorted.empty() && sorted.back().rule == next.rule && sorted.back().span == next.span && sorted.back().path == next.path &&
          sorted.back().message == next.message)
        continue;
      sorted.push_back(std::move(next));
    }
    report_.findings = std::move(sorted);
    auto place = [&](const Change& change) {
      auto at = rank_.find(change.path);
      return at == rank_.end() ? rank_.size() : at->second;
    };
    std::stable_sort(report_.changes.begin(), report_.changes.end(), [&](const Change& a, const Change& b) { return place(a) < place(b); });
  }

 private:
  void move(source::Span& span, const source::SourceManager& from) {
    if (!span.valid()) return;
    source::FileId& to = files_[span.file.index()];
    if (!to.valid()) {
      const std::string& path = from.path(span.file);
      auto [at, is_new] = ids_.try_emplace(path);
      if (is_new) at->second = report_.sources.add(path, std::string(from.text(span.file)));
      to = at->second;
    }
    span.file = to;
  }

  Report& report_;
  std::map<std::string, std::size_t, std::less<>> rank_;
  std::map<std::string, source::FileId> ids_;
  std::vector<source::FileId> files_;  // of the part at hand -> of the report
  std::vector<std::pair<std::size_t, std::size_t>> order_;
};

}  // namespace

Report lint(const Request& request, base::FileSystem& disk) {
  OverlayFileSystem files(disk, request.working_directory);
  std::vector<Group> groups = make_groups(request, files);
  std::vector<Report> parts(groups.size());
  in_parallel(groups.size(), request.jobs, [&](std::size_t i) { parts[i] = GroupRun(request, groups[i], files).run(); });
  Report report;
  Merger merger(request, report);
  for (std::size_t i = 0; i < groups.size(); ++i) {
    merger.take(std::move(parts[i]), groups[i].members.front().input);
    parts[i] = Report();
  }
  merger.sort();
  return report;
}

}  // namespace stackc::driver::lint
