"""Four numbers at once: the one step that numba leaves to be said in words of the compiler.

numba keeps LLVM's pass that joins neighbouring scalars into vectors turned off. Where a kernel's whole work is "four
neighbours, each plus its share", a quarter of the time is won by saying it.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir  # type: ignore[import-untyped]
from numba import types
from numba.extending import intrinsic

_FOUR = ir.VectorType(ir.DoubleType(), 4)


@intrinsic
def add_four(typing: Any, flat: Any, place: Any, a: Any, b: Any, c: Any, d: Any, factor: Any) -> Any:
    """``flat[place + k] += (a, b, c, d)[k] * factor`` for k = 0 to 3; for compiled code alone, places unchecked.

    Parameters
    ----------
    flat
        float64 array of shape (n,), contiguous.
    place
        uint64, at most n - 4.
    a, b, c, d, factor
        float64.
    """
    real = types.float64
    signature = types.void(flat, types.uint64, real, real, real, real, real)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        array = context.make_array(signature.args[0])(context, builder, arguments[0])
        pointer = builder.bitcast(builder.gep(array.data, [arguments[1]]), _FOUR.as_pointer())
        shares, factors = ir.Constant(_FOUR, ir.Undefined), ir.Constant(_FOUR, ir.Undefined)
        for k in range(4):
            lane = ir.Constant(ir.IntType(32), k)
            shares = builder.insert_element(shares, arguments[2 + k], lane)
            factors = builder.insert_element(factors, arguments[6], lane)
        product = builder.fmul(shares, factors, flags=("contract",))
        before = builder.load(pointer, align=8)
        builder.store(builder.fadd(before, product, flags=("contract",)), pointer, align=8)
        return context.get_dummy_value()

    return signature, generate
