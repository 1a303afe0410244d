using Shouldly;

using Trestle.Core.Errors;

using Xunit;

namespace Trestle.Tests.Core.Errors;

/// <summary>The word that was probably meant.</summary>
public sealed class NearestWordTests
{
    private static readonly string[] Metrics = ["auc-ovr", "log-loss", "accuracy", "balanced-accuracy", "macro-f1", "mcc"];

    [Theory]
    [InlineData("auc", "auc-ovr")]
    [InlineData("AUC", "auc-ovr")]
    [InlineData("loss", "log-loss")]
    [InlineData("logloss", "log-loss")]
    [InlineData("acuracy", "accuracy")]
    [InlineData("mc", "mcc")]
    [InlineData("rmse", null)]
    [InlineData("precision", null)]
    public void Is_a_typo_away_or_a_part_of_the_right_one(string word, string? meant) => Nearest.To(word, Metrics).ShouldBe(meant);

    [Fact]
    public void A_typo_is_nearer_than_a_part() => Nearest.To("date", ["event-date", "dates"]).ShouldBe("dates");
}
