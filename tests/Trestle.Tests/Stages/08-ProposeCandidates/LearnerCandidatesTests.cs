using Shouldly;

using Trestle.Core.Schema;
using Trestle.Rows.Blocks;
using Trestle.Rows.Steps;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.ProposeCandidates;

using Xunit;

namespace Trestle.Tests.Stages.ProposeCandidates;

public sealed class LearnerCandidatesTests
{
    [Fact]
    public void What_a_fill_has_already_flagged_is_filled_without_a_second_flag()
    {
        var candidate = LearnerCandidates.Of(Trestle.Learners.LearnerCatalog.Get("linear"), Proposal("x", "y", "y.missing"));
        candidate.Preparation.Steps.Select(planned => planned.Step).OfType<Impute>()
            .Select(fill => ($"{string.Join(' ', fill.Columns!)}", fill.Strategy, fill.Indicator)).ShouldBe(
            [("x y.missing", ImputeStrategy.Median, true), ("y", ImputeStrategy.Median, false)]);
    }

    [Fact]
    public void Without_a_flag_every_number_gets_one()
    {
        var candidate = LearnerCandidates.Of(Trestle.Learners.LearnerCatalog.Get("linear"), Proposal("x", "y"));
        candidate.Preparation.Steps.Select(planned => planned.Step).OfType<Impute>()
            .Select(fill => (string.Join(' ', fill.Columns!), fill.Indicator)).ShouldBe([("x y", true)]);
    }

    private static Proposal Proposal(params string[] numbers) => new()
    {
        Task = TaskKind.Binary,
        Classes = 2,
        OverTime = false,
        Rows = 100,
        Features = [.. numbers.Select(name => new FeatureDecision(name, name, ColumnKind.Number, true, ""))],
        Categories = new Dictionary<string, long>(),
        Settings = new ProposeCandidatesSettings(),
        Trials = 5,
    };
}
