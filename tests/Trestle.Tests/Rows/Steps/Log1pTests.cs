using Shouldly;

using Trestle.Rows.Steps;
using Trestle.Testing;
using Trestle.Testing.Contracts;

using Xunit;

namespace Trestle.Tests.Rows.Steps;

/// <summary>Log1p against math.log1p and math.copysign of Python 3.11.7.</summary>
public sealed class Log1pTests : RowStepContract
{
    private static readonly double[] Values = [3.1, -2.5, -1, 0, 0.1, 7.25, -0.75, 1e6, double.NaN];

    public override IEnumerable<IRowStep> Steps =>
        [new Log1p { Columns = ["age", "income"] }, new Log1p { Columns = ["age"], Signed = true }];

    [Fact]
    public void Log1p_is_that_of_Python() => Near(
        new Log1p(),
        [
            1.410986973710262, double.NaN, double.NaN, 0, 0.09531017980432487, 2.1102132003465894, -1.3862943611198906, 13.815511557963774,
            double.NaN]);

    [Fact]
    public void Signed_log1p_takes_negative_numbers_too() => Near(
        new Log1p { Signed = true },
        [
            1.410986973710262, -1.252762968495368, -0.6931471805599453, 0, 0.09531017980432487, 2.1102132003465894, -0.5596157879354227,
            13.815511557963774, double.NaN]);

    [Fact]
    public void Small_numbers_keep_their_digits()
    {
        var block = new TableBuilder().Numbers("x", [1e-10, 1e-17, double.PositiveInfinity]).Block();
        TextStepTests.Fit(new Log1p(), block).Bind().Apply(block).Numbers(0).ToArray()
            .ShouldBe([9.999999999500001e-11, 1e-17, double.PositiveInfinity]);
    }

    private static void Near(Log1p step, double[] expected)
    {
        var block = new TableBuilder().Numbers("x", Values).Block();
        var output = TextStepTests.Fit(step, block).Bind().Apply(block).Numbers(0).ToArray();
        output.Length.ShouldBe(expected.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            if (double.IsNaN(expected[i]))
            {
                output[i].ShouldBe(double.NaN);
                continue;
            }

            output[i].ShouldBe(expected[i], 1e-14);
        }
    }
}
