using Trestle.Rows.Steps;
using Trestle.Testing.Contracts;

namespace Trestle.Tests.Rows.Steps;

/// <summary>The steps that make features keep the contract of row steps.</summary>
public sealed class FeatureStepContracts
{
    public sealed class NumberContract : RowStepContract
    {
        public override IEnumerable<IRowStep> Steps =>
        [
            new YeoJohnson { Columns = ["age", "income"] },
            new YeoJohnson { Columns = ["age"], Standardise = false },
            new QuantileTransform { Columns = ["age", "when"] },
            new QuantileTransform { Columns = ["income"], Spread = Spread.Normal, Quantiles = 4 },
            new Bins { Columns = ["age", "income"] },
            new Bins { Columns = ["age"], Strategy = BinStrategy.Width, Count = 3, KeepSource = true },
            new Bins { Columns = ["income"], Strategy = BinStrategy.Tree, Count = 4 },
            new Spline { Columns = ["age", "income"] },
            new Spline { Columns = ["age"], Knots = 3, Degree = 1, KeepSource = true },
        ];
    }

    public sealed class SeveralContract : RowStepContract
    {
        public override IEnumerable<IRowStep> Steps =>
        [
            new Pairs { Columns = ["age", "income"] },
            new Pairs { Columns = ["when", "age", "income"], Operations = Enum.GetValues<PairOperation>() },
            new Pca { Columns = ["age", "income"], Components = 2 },
            new Pca { Columns = ["when", "age"], Standardise = false, KeepSource = false, Components = 1 },
            new RandomProjection { Columns = ["age", "income", "when"], Components = 2, Seed = 3 },
            new Clusters { Columns = ["age", "income"], Count = 3 },
            new Clusters { Columns = ["age"], Count = 40, Standardise = false },
            new Haversine { Columns = ["age", "income"], To = [52.5, 13.4] },
            new GridCell { Columns = ["age", "income"], Size = 10 },
        ];
    }

    public sealed class CategoryContract : RowStepContract
    {
        public override IEnumerable<IRowStep> Steps =>
        [
            new RareLevels { Columns = ["city", "plan"], MinFrequency = 0.2 },
            new RareLevels { Columns = ["city"], MaxCategories = 1, Other = "rest" },
            new WeightOfEvidence { Columns = ["city", "plan"] },
            new WeightOfEvidence { Columns = ["city"], Smoothing = 5, KeepSource = true },
            new HashEncode { Columns = ["city", "price"] },
            new HashEncode { Columns = ["day"], Count = 3, KeepSource = true },
            new ListItems { Columns = ["city", "day"], Separator = "-" },
            new ListItems { Columns = ["price"], Separator = ".", MaxItems = 2, KeepSource = true },
        ];
    }

    public sealed class StructureContract : RowStepContract
    {
        public override IEnumerable<IRowStep> Steps =>
        [
            new CyclicDate { Columns = ["when"] },
            new Holidays { Columns = ["when"], Country = "DE-BY" },
            new Holidays { Columns = ["when"], Days = ["2024-11-29"], KeepSource = true },
            new CyclicDate { Columns = ["when", "age"], Cycles = Enum.GetValues<DateCycle>(), KeepSource = true },
            new JsonPath { Columns = ["city"], Texts = ["a"], Numbers = ["b[0].c"], Counts = ["d"] },
            new JsonPath { Columns = ["price", "city"], Numbers = ["a"], KeepSource = true },
        ];
    }
}
