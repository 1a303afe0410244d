using Shouldly;

using Trestle.Core.Schema;
using Trestle.Learners.Metrics;
using Trestle.Learners.Statistics;

using Xunit;

namespace Trestle.Tests.Learners.Statistics;

/// <summary>How probabilities agree with what happens. References: SciPy 1.10.1 (BFGS on the log likelihood), NumPy 1.24.2.</summary>
public sealed class CalibrationTests
{
    private static readonly Outcome Rows = new(
        TaskKind.Binary,
        [0, 0, 1, 0, 0, 1, 1, 1, 0, 1, 0, 0, 1, 0, 1, 1, 0, 0, 0, 1, 1, 0, 1, 1],
        [
            .05, .12, .31, .44, .52, .61, .77, .93, .10, .22, .27, .39, .48, .58, .71, .88, .03, .18, .35, .41, .55, .66, .74, .97,
        ],
        1);

    [Fact]
    public void Slope_intercept_and_error_are_those_of_the_reference()
    {
        var calibration = Calibration.Of(Rows).ShouldNotBeNull();
        calibration.Slope.ShouldBe(1.24624637, 1e-6);
        calibration.SlopeError.ShouldBe(0.54969433, 1e-6);
        calibration.Intercept.ShouldBe(0.1741372, 1e-6);
        calibration.InterceptError.ShouldBe(0.4882291277883993, 1e-6);
        calibration.Error.ShouldBe(0.10541666666666669, 1e-12);
        calibration.Reliability.ShouldBe(0.017445138888888895, 1e-12);
        calibration.Resolution.ShouldBe(0.1111111111111111, 1e-12);
        calibration.Uncertainty.ShouldBe(0.25, 1e-12);
    }

    [Fact]
    public void The_parts_of_the_brier_score_of_repeated_probabilities_add_up()
    {
        var rows = new Outcome(TaskKind.Binary, [0, 1, 1, 1, 0, 0, 0, 1], [.8, .8, .8, .8, .2, .2, .2, .2], 1);
        var parts = Calibration.Of(rows).ShouldNotBeNull();
        (parts.Reliability - parts.Resolution + parts.Uncertainty).ShouldBe(new Brier().Measure(rows), 1e-12);
    }

    [Fact]
    public void Without_both_classes_or_with_separated_ones_nothing_is_claimed()
    {
        Calibration.Of(new Outcome(TaskKind.Binary, [1, 1], [0.4, 0.6], 1)).ShouldBeNull();
        double.IsNaN(Calibration.Of(new Outcome(TaskKind.Binary, [0, 1], [0.4, 0.6], 1))!.Slope).ShouldBeTrue();
    }
}
