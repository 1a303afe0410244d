using Shouldly;

using Trestle.Rows.Steps;
using Trestle.Rows.Steps.Parsing;
using Trestle.Testing.Contracts;

using Xunit;

namespace Trestle.Tests.Rows.Steps;

/// <summary>Every step of the catalogue keeps the contract of row steps.</summary>
public sealed class StepContracts
{
    [Fact]
    public void Every_step_of_the_catalogue_has_a_contract_test()
    {
        var tested = typeof(StepContracts).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(RowStepContract)) && !type.IsAbstract)
            .SelectMany(type => ((RowStepContract)Activator.CreateInstance(type)!).Steps)
            .Select(step => step.GetType())
            .ToHashSet();
        StepCatalog.All.Select(entry => entry.Settings).Where(type => !tested.Contains(type)).ShouldBeEmpty();
        StepCatalog.All.Count.ShouldBe(18);
    }

    public sealed class KeepContract : RowStepContract
    {
        public override IEnumerable<IRowStep> Steps => [new Keep { Columns = ["age", "city"] }];
    }

    public sealed class DropContract : RowStepContract
    {
        public override IEnumerable<IRowStep> Steps => [new Drop { Columns = ["age", "city"] }];
    }

    public sealed class TrimContract : RowStepContract
    {
        public override IEnumerable<IRowStep> Steps => [new Trim { Columns = ["city", "age"] }, new Trim { FoldInner = true, Columns = ["price", "city"] }];
    }

    public sealed class NullTokensContract : RowStepContract
    {
        public override IEnumerable<IRowStep> Steps =>
        [
            new NullTokens { Columns = ["city", "age"] },
            new NullTokens { Columns = ["city", "price", "age"], Tokens = ["n/a", "-999"], Numbers = [0, 99] },
        ];
    }

    public sealed class CaseFoldContract : RowStepContract
    {
        public override IEnumerable<IRowStep> Steps => [new CaseFold { Columns = ["city", "age"] }];
    }

    public sealed class ParseNumberContract : RowStepContract
    {
        public override IEnumerable<IRowStep> Steps =>
            [new ParseNumber { Columns = ["price", "age"] }, new ParseNumber { Columns = ["price"], DecimalMark = ',' }];
    }

    public sealed class ParseBooleanContract : RowStepContract
    {
        public override IEnumerable<IRowStep> Steps => [new ParseBoolean { Columns = ["active", "age"] }];
    }

    public sealed class ParseDateContract : RowStepContract
    {
        public override IEnumerable<IRowStep> Steps =>
            [new ParseDate { Columns = ["day", "when"] }, new ParseDate { Columns = ["day"], Formats = ValueParser.DateFormats }];
    }

    public sealed class DatePartsContract : RowStepContract
    {
        public override IEnumerable<IRowStep> Steps =>
            [new DateParts { Columns = ["when"] }, new DateParts { Columns = ["when", "age"], Parts = Enum.GetValues<DatePart>(), KeepSource = true }];
    }

    public sealed class FillContract : RowStepContract
    {
        public override IEnumerable<IRowStep> Steps =>
        [
            new Fill { Columns = ["age", "income"], With = FillWith.Mean },
            new Fill { Columns = ["age"], With = FillWith.Median, Indicator = true },
            new Fill { Columns = ["age", "city"], With = FillWith.Mode, Indicator = true },
            new Fill { Columns = ["age", "city"], With = FillWith.Constant, Constant = "0" },
        ];
    }

    public sealed class ClipContract : RowStepContract
    {
        public override IEnumerable<IRowStep> Steps =>
        [
            new Clip { Columns = ["age", "income"] },
            new Clip { Columns = ["age"], Bounds = ClipBounds.Values, Low = 0, High = null },
        ];
    }

    public sealed class ScaleStandardContract : RowStepContract
    {
        public override IEnumerable<IRowStep> Steps => [new ScaleStandard { Columns = ["age", "income"] }];
    }

    public sealed class ScaleRobustContract : RowStepContract
    {
        public override IEnumerable<IRowStep> Steps => [new ScaleRobust { Columns = ["age", "income"] }];
    }

    public sealed class OneHotContract : RowStepContract
    {
        public override IEnumerable<IRowStep> Steps =>
            [new OneHot { Columns = ["city", "plan"] }, new OneHot { Columns = ["city"], MaxCategories = 2, MinFrequency = 0.1, Other = true, Missing = true }];
    }

    public sealed class OrdinalContract : RowStepContract
    {
        public override IEnumerable<IRowStep> Steps => [new Ordinal { Columns = ["city", "plan"] }, new Ordinal { Columns = ["city"], Unseen = UnseenAs.Code }];
    }

    public sealed class FrequencyContract : RowStepContract
    {
        public override IEnumerable<IRowStep> Steps => [new Frequency { Columns = ["city", "plan"] }, new Frequency { Columns = ["city"], KeepSource = true }];
    }

    public sealed class TargetContract : RowStepContract
    {
        public override IEnumerable<IRowStep> Steps => [new Target { Columns = ["city", "plan"] }, new Target { Columns = ["city"], Classes = 3, KeepSource = true }];
    }

    public sealed class BranchContract : RowStepContract
    {
        public override IEnumerable<IRowStep> Steps => [new Branch { Columns = ["age", "city"] }, new Branch { Columns = ["plan"], Prefix = "raw " }];
    }

    /// <summary>The steps that can choose their columns themselves.</summary>
    public sealed class AllColumnsContract : RowStepContract
    {
        public override IEnumerable<IRowStep> Steps => StepCatalog.All
            .Where(entry => entry.Name is not (Keep.Name or Drop.Name or DateParts.Name))
            .Select(entry => (IRowStep)Activator.CreateInstance(entry.Settings)!);
    }
}
