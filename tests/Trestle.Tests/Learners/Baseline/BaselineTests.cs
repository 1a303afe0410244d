using System.Text;

using Shouldly;

using Trestle.Core.Errors;
using Trestle.Core.Schema;
using Trestle.Learners;
using Trestle.Learners.Baseline;
using Trestle.Testing.Contracts;
using Trestle.Tests.Learners.Linear;

using Xunit;

namespace Trestle.Tests.Learners.Baseline;

public sealed class MajorityContract : LearnerContract
{
    protected override ILearner Learner => new MajorityLearner();

    protected override bool Learns => false;
}

public sealed class MeanContract : LearnerContract
{
    protected override ILearner Learner => new MeanLearner();

    protected override bool Learns => false;
}

public sealed class LastValueContract : LearnerContract
{
    protected override ILearner Learner => new LastValueLearner();

    protected override bool Learns => false;
}

public sealed class ColumnContract : LearnerContract
{
    protected override ILearner Learner => new ColumnLearner();

    protected override bool Learns => false;
}

public sealed class BaselineTests
{
    [Fact]
    public void A_column_is_the_answer_and_the_mean_where_it_has_none()
    {
        var set = LinearData.Set(TaskKind.Regression, [[4, double.NaN, 7], [1, 1, 1]], [1, 2, 6]);
        using var learning = new ColumnLearner().Begin(set, null, new LearningOptions(1, 1));
        var model = learning.Fit(Parameters.None, CancellationToken.None).Model;
        LinearData.Score(model, set).ShouldBe([4, 3, 7]);
        LinearData.Score(new ColumnLearner().Load(model.Save()), set).ShouldBe([4, 3, 7]);
        Should.Throw<TrestleException>(() => new ColumnLearner().Load(
            """{"format":"trestle-column-1","features":["a"],"otherwise":1e999}"""u8.ToArray())).Problems[0].Code.ShouldBe("TR0073");
    }

    [Theory]
    [InlineData("majority", TaskKind.Binary, new[] { 0.0, 1, 1, 0, 1 }, new[] { 0.6 })]
    [InlineData("majority", TaskKind.Multiclass, new[] { 0.0, 1, 1, 0, 1 }, new[] { 0.4, 0.6, 0 })]
    [InlineData("mean", TaskKind.Regression, new[] { 1.0, 2, 6 }, new[] { 3.0 })]
    [InlineData("last-value", TaskKind.Regression, new[] { 1.0, 2, 6 }, new[] { 6.0 })]
    public void Says_the_same_of_every_row(string name, TaskKind task, double[] labels, double[] answer)
    {
        var set = LinearData.Set(task, [[.. labels.Select(_ => double.NaN)]], labels);
        using var learning = LearnerCatalog.Get(name).Begin(set, null, new LearningOptions(1, 1));
        var model = learning.Fit(Parameters.None, CancellationToken.None).Model;
        LinearData.Score(model, set).ShouldBe(Enumerable.Repeat(answer, labels.Length).SelectMany(row => row));
    }

    [Theory]
    [InlineData("majority", TaskKind.Binary)]
    [InlineData("mean", TaskKind.Regression)]
    [InlineData("last-value", TaskKind.Regression)]
    public void Without_rows_there_is_nothing_to_say(string name, TaskKind task)
    {
        var set = LinearData.Set(task, [[]], []);
        Should.Throw<TrestleException>(
            () => LearnerCatalog.Get(name).Begin(set, null, new LearningOptions(1, 1))).Problems[0].Code.ShouldBe("TR0075");
    }

    [Theory]
    [InlineData("""{"format":"trestle-constant-1","task":"binary","features":["a"],"answer":[1.5]}""")]
    [InlineData("""{"format":"trestle-constant-1","task":"binary","features":["a"],"answer":[0.5,0.5]}""")]
    [InlineData("""{"format":"trestle-constant-1","task":"multiclass","features":["a"],"answer":[0.5,0.5]}""")]
    [InlineData("""{"format":"trestle-constant-1","task":"regression","features":["a"],"answer":[1e999]}""")]
    [InlineData("""{"format":"trestle-linear-1","task":"regression","features":["a"],"answer":[1]}""")]
    public void A_model_that_makes_no_sense_is_refused(string saved) =>
        Should.Throw<TrestleException>(() => new MajorityLearner().Load(Encoding.UTF8.GetBytes(saved))).Problems[0].Code.ShouldBe("TR0073");
}
