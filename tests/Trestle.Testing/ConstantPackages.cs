using Trestle.Core.Schema;
using Trestle.Learners;
using Trestle.Learners.Packages;
using Trestle.Rows.Blocks;
using Trestle.Rows.Plans;

namespace Trestle.Testing;

/// <summary>Packages of models that read one number and always say the same: who answered can be told from the answer.</summary>
public static class ConstantPackages
{
    /// <summary>The contents of a package whose contract has one column, and whose every prediction is <paramref name="value"/>.</summary>
    public static PackageContents Contents(string name, string column, double value)
    {
        var schema = new RowSchema([new Column(column, ColumnKind.Number)]);
        var train = new TrainingSet
        {
            Features = schema,
            Blocks = [new RowBlock(schema, 1, [new[] { 1.0 }])],
            Labels = [value],
            Task = TaskKind.Regression,
            Classes = 0,
        };
        using var learning = LearnerCatalog.Get("mean").Begin(train, null, new LearningOptions(Seed: 1, Threads: 1));
        return new PackageContents
        {
            Name = name,
            Code = "0.1.0",
            Contract = new Contract
            {
                Task = TaskKind.Regression,
                Target = "target",
                Classes = [],
                Columns =
                [
                    new ColumnContract { Name = column, Type = ColumnType.Number },
                    new ColumnContract { Name = "target", Type = ColumnType.Number },
                ],
            },
            Plan = new FittedPlan(schema, []),
            Learner = "mean",
            Model = learning.Fit(new Parameters(new Dictionary<string, double>()), CancellationToken.None).Model.Save(),
            Documents = new Dictionary<string, byte[]>(),
        };
    }
}
