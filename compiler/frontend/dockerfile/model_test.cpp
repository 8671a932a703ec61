#include <gtest/gtest.h>

#include "frontend/dockerfile/dockerfile_model.h"

namespace stackc::frontend {
namespace {

struct Parsed {
  explicit Parsed(std::string text) : model(parse_dockerfile(sources, sources.add("Dockerfile", std::move(text)), sink)) {}
  source::SourceManager sources;
  diag::Sink sink;
  DockerfileModel model;
};

constexpr const char* kExample =
    "ARG V=1\n"
    "FROM --platform=linux/amd64 python:$V AS Base\n"
    "ENV A=1 B=\"x y\"\n"
    "FROM base AS builder\n"
    "RUN --mount=type=bind,source=lock,target=/l --mount=type=bind,from=base,target=/b   pip   install 'a  b' \\\n  && x\n"
    "COPY [\"a b\", \"./\"]\n"
    "FROM debian:12 as other\n"
    "FROM base\n"
    "COPY --from=builder --chown=1:1 /opt /opt\n"
    "COPY --from=0 /a /b\n"
    "COPY --from=nginx:1 /a /b\n"
    "HEALTHCHECK --interval=30s CMD [\"x\"]\n"
    "USER 10001:10001\n"
    "CMD exec  prog\n";

TEST(DockerfileModel, Describe) {
  const Parsed p(kExample);
  EXPECT_FALSE(p.sink.has_errors());
  EXPECT_EQ(
      describe(p.model),
      (std::vector<std::string>{
          "arg V=1", "stage base from python:${V} platform linux/amd64", "env A=1", "env B=x y", "stage builder from base",
          "run --mount=type=bind,source=lock,target=/l --mount=type=bind,from=base,target=/b shell pip install 'a  b' && x",
          "copy [\"a b\", \"./\"]", "stage other from debian:12", "stage  from base",
          "copy --from=builder --chown=1:1 [\"/opt\", \"/opt\"]", "copy --from=0 [\"/a\", \"/b\"]", "copy --from=nginx:1 [\"/a\", \"/b\"]",
          "healthcheck --interval=30s exec [\"x\"]", "user 10001:10001", "cmd shell exec prog"}));
}

TEST(DockerfileModel, Graph) {
  const Parsed p(kExample);
  ASSERT_EQ(p.model.stages.size(), 4u);
  EXPECT_EQ(p.model.stages[1].base, 0);
  EXPECT_EQ(p.model.stages[2].base, -1);
  EXPECT_EQ(p.model.stages[1].instructions[0].context, (std::vector<std::string>{"lock"}));
  EXPECT_EQ(p.model.stages[1].instructions[0].stages, (std::vector<int>{0}));
  EXPECT_EQ(p.model.stages[3].instructions[0].stages, (std::vector<int>{1}));
  EXPECT_EQ(p.model.stages[3].instructions[2].images, (std::vector<std::string>{"nginx:1"}));
  EXPECT_EQ(stages_of_build(p.model, ""), (std::vector<std::string>{"base", "builder", "3"}));
  EXPECT_EQ(stages_of_build(p.model, "other"), (std::vector<std::string>{"other"}));
  EXPECT_TRUE(stages_of_build(p.model, "none").empty());
}

TEST(DockerfileModel, Errors) {
  for (const char* text : {"", "RUN x\n", "FROM a b\n", "FROM a AS 1x\n", "FROM a\nHEALTHCHECK x\n", "FROM a\nSHELL x\n",
                           "FROM a\nVOLUME []\n", "FROM a AS x\nCOPY --from=x a b\n", "FROM a\nCOPY a\n"})
    EXPECT_TRUE(Parsed(text).sink.has_errors()) << text;
}

TEST(DockerfileModel, Compare) {
  EXPECT_EQ(compare_dockerfile("FROM a AS b\nRUN x \\\n    && y\n", {"stage b from a", "run shell x && y"}), "");
  EXPECT_EQ(compare_dockerfile("FROM a AS b\nRUN x\n", {"stage b from a", "run shell y"}),
            "meant `run shell y`, a reader sees `run shell x`");
  EXPECT_EQ(compare_dockerfile("FROM a AS b\n", {"stage b from a", "user 1"}), "meant `user 1`, a reader sees `nothing more`");
  EXPECT_EQ(compare_dockerfile("FROM a AS b\n\nBAD x\n", {}), "line 3: unknown instruction `BAD`");
}

}  // namespace
}  // namespace stackc::frontend
