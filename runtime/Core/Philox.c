#include "runtime/Core/Philox.h"

// One instruction sequence everywhere: no fused multiply-add where a target has it.
#pragma STDC FP_CONTRACT OFF

void luge_philox(const uint32_t counter[4], const uint32_t key[2], uint32_t block[4]) {
  uint32_t c0 = counter[0], c1 = counter[1], c2 = counter[2], c3 = counter[3];
  uint32_t k0 = key[0], k1 = key[1];
  for (int round = 0; round < 10; ++round) {
    uint64_t product0 = UINT64_C(0xD2511F53) * c0;
    uint64_t product1 = UINT64_C(0xCD9E8D57) * c2;
    c0 = (uint32_t)(product1 >> 32) ^ c1 ^ k0;
    c1 = (uint32_t)product1;
    c2 = (uint32_t)(product0 >> 32) ^ c3 ^ k1;
    c3 = (uint32_t)product0;
    k0 += UINT32_C(0x9E3779B9);
    k1 += UINT32_C(0xBB67AE85);
  }
  block[0] = c0;
  block[1] = c1;
  block[2] = c2;
  block[3] = c3;
}

void luge_philox_block(uint64_t seed, uint32_t index, uint32_t stream, uint64_t domain,
                       uint32_t block[4]) {
  const uint32_t counter[4] = {index, stream, (uint32_t)domain, (uint32_t)(domain >> 32)};
  const uint32_t key[2] = {(uint32_t)seed, (uint32_t)(seed >> 32)};
  luge_philox(counter, key, block);
}

static void store(void *data, luge_dtype dtype, int64_t element, double value) {
  switch (dtype) {
  case LUGE_F32:
    ((float *)data)[element] = (float)value;
    return;
  case LUGE_F64:
    ((double *)data)[element] = value;
    return;
  case LUGE_I64:
    ((int64_t *)data)[element] = (int64_t)value;
    return;
  case LUGE_BOOL:
    ((uint8_t *)data)[element] = value != 0;
    return;
  }
}

void luge_initialize(void *data, luge_dtype dtype, int64_t elements, double low, double high,
                     uint64_t seed, int64_t stream) {
  if (low == high) {
    for (int64_t i = 0; i < elements; ++i)
      store(data, dtype, i, low);
    return;
  }
  for (int64_t i = 0; i < elements; i += 4) {
    uint32_t block[4];
    luge_philox_block(seed, (uint32_t)(i / 4), (uint32_t)stream, LUGE_PHILOX_INIT, block);
    for (int64_t word = 0; word < 4 && i + word < elements; ++word)
      store(data, dtype, i + word, low + (high - low) * luge_philox_uniform(block[word]));
  }
}
