#include "model/value.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

namespace stackc::model {

TEST(Map, KeepsOrderAndFindsManyKeys) {
  Store store;
  Value* map = store.map({});
  for (int i = 0; i < 5000; ++i) store.set(*map, store.keep("key" + std::to_string(i)), store.integer(i, {}));
  EXPECT_EQ(map->map->size(), 5000U);
  EXPECT_EQ(map->find("key4999")->integer, 4999);
  EXPECT_EQ(map->find("key5000"), nullptr);
  store.set(*map, "key7", store.integer(-7, {}));
  EXPECT_EQ(map->map->size(), 5000U);
  EXPECT_EQ(map->map->begin()[7].value->integer, -7);
}

TEST(Map, FindsAfterErasing) {
  for (int size : {3, 16, 17, 18, 64, 400}) {
    Store store;
    Value* map = store.map({});
    for (int i = 0; i < size; ++i) store.set(*map, store.keep(std::to_string(i)), store.integer(i, {}));
    EXPECT_TRUE(map->map->erase("1"));
    EXPECT_FALSE(map->map->erase("1"));
    EXPECT_EQ(map->find("1"), nullptr);
    EXPECT_EQ(map->find("2")->integer, 2);
    store.set(*map, "new", store.integer(-1, {}));
    EXPECT_EQ(map->find("new")->integer, -1);
    EXPECT_EQ(map->find(std::to_string(size - 1))->integer, size - 1);
    EXPECT_EQ(map->map->size(), static_cast<std::uint32_t>(size));
  }
}

TEST(Map, ReplacingKeepsThePlaceOfTheKeyUnlessANewOneIsKnown) {
  Store store;
  source::Span first{source::FileId(0), 1, 2}, second{source::FileId(0), 5, 6};
  Value* map = store.map({});
  store.set(*map, "a", store.null({}), first);
  store.set(*map, "a", store.null({}));
  EXPECT_EQ(map->map->begin()->key_span, first);
  store.set(*map, "a", store.null({}), second);
  EXPECT_EQ(map->map->begin()->key_span, second);
}

TEST(Value, CopyIsDeepAndEqual) {
  Store store;
  Value* map = store.map({});
  Value* list = store.list({});
  store.append(*list, store.string("x", {}));
  store.set(*map, "list", list);
  Value* copy = store.copy(*map);
  EXPECT_TRUE(equal(*map, *copy));
  store.append(*copy->find("list"), store.null({}));
  EXPECT_FALSE(equal(*map, *copy));
  EXPECT_EQ(list->list->size(), 1U);
}

TEST(Value, AtAndStringStopWhereThePathDoes) {
  Store store;
  Value* map = store.map({});
  Value* inner = store.map({});
  store.set(*map, "a", inner);
  store.set(*inner, "b", store.string("text", {}));
  EXPECT_EQ(map->at({"a", "b"})->text, "text");
  EXPECT_EQ(map->at({"a", "c"}), nullptr);
  EXPECT_EQ(map->at({"a", "b", "c"}), nullptr);
  EXPECT_EQ(inner->string("b"), "text");
  EXPECT_EQ(map->string("a"), "");
}

TEST(Value, NumbersPrintAsTheReferenceDoes) {
  Store store;
  auto text = [&](double value) { return scalar_text(*store.real(value, {})); };
  EXPECT_EQ(text(1.1), "1.1");
  EXPECT_EQ(text(1.0), "1");
  EXPECT_EQ(text(100000.0), "100000");
  EXPECT_EQ(text(1000000.0), "1e+06");
  EXPECT_EQ(text(1234567.0), "1.234567e+06");
  EXPECT_EQ(text(0.0001), "0.0001");
  EXPECT_EQ(text(0.00001), "1e-05");
  EXPECT_EQ(text(std::numeric_limits<double>::infinity()), "+Inf");
  EXPECT_EQ(to_json(*store.real(1000000.0, {})), "1000000");
  EXPECT_EQ(to_json(*store.real(1e21, {})), "1e+21");
  EXPECT_EQ(to_json(*store.real(1e-7, {})), "1e-7");
}

TEST(Value, JsonHasSortedKeys) {
  Store store;
  Value* map = store.map({});
  store.set(*map, "b", store.boolean(true, {}));
  store.set(*map, "a", store.list({}));
  store.append(*map->find("a"), store.null({}));
  store.append(*map->find("a"), store.string("x\"y", {}));
  EXPECT_EQ(to_json(*map), R"({"a":[null,"x\"y"],"b":true})");
}

}  // namespace stackc::model
