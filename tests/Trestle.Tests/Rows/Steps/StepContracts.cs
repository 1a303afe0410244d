using Trestle.Core.Expressions;
using Trestle.Rows.Steps;
using Trestle.Rows.Steps.Forms;
using Trestle.Rows.Steps.Parsing;
using Trestle.Rows.Steps.Texts;
using Trestle.Testing.Contracts;

namespace Trestle.Tests.Rows.Steps;

/// <summary>Every step of the catalogue keeps the contract of row steps.</summary>
public sealed class StepContracts
{
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
        public override IEnumerable<IRowStep> Steps =>
            [new Trim { Columns = ["city", "age"] }, new Trim { FoldInner = true, Columns = ["price", "city"] }];
    }

    public sealed class NullTokensContract : RowStepContract
    {
        public override IEnumerable<IRowStep> Steps =>
        [
            new NullTokens { Columns = ["city", "age"] },
            new NullTokens { Columns = ["city", "price", "age"], Tokens = ["n/a", "-999"], Numbers = [0, 99] },
        ];
    }

    public sealed class ReplaceValuesContract : RowStepContract
    {
        public override IEnumerable<IRowStep> Steps =>
        [
            new ReplaceValues { Columns = ["city"], Values = new Dictionary<string, string> { ["PARIS"] = "Paris", ["rome"] = "Rome" } },
            new ReplaceValues { Columns = ["age", "plan"], Values = new Dictionary<string, string> { ["31"] = "13", ["99"] = "old" } },
        ];
    }

    public sealed class NumberFormContract : RowStepContract
    {
        public override IEnumerable<IRowStep> Steps =>
        [
            new NumberForm { Columns = ["price", "age"], Ungroup = true },
            new NumberForm { Columns = ["price"], Affixes = new Dictionary<string, double> { ["%"] = 0.01 }, Suffix = " EUR" },
        ];
    }

    public sealed class SplitOffContract : RowStepContract
    {
        public override IEnumerable<IRowStep> Steps => [new SplitOff { Columns = ["city", "plan"], Words = ["x", "seen"] }];
    }

    public sealed class SwapValuesContract : RowStepContract
    {
        public override IEnumerable<IRowStep> Steps =>
            [new SwapValues { Columns = ["city", "day"], First = ["1999-12-31", "Oslo"], Second = ["rome", "2024-02-29"] }];
    }

    public sealed class ScaleSlipsContract : RowStepContract
    {
        public override IEnumerable<IRowStep> Steps => [new ScaleSlips { Columns = ["age", "price"], Low = 10, High = 60 }];
    }

    public sealed class DependencyContract : RowStepContract
    {
        public override IEnumerable<IRowStep> Steps =>
        [
            new Dependency { Columns = ["plan"], From = ["city", "age"] },
            new Dependency
            {
                Columns = ["city"], From = ["age"], Known = new Dictionary<string, string> { ["31"] = "Bern" },
                Unless = new Dictionary<string, IReadOnlyList<string>> { ["day"] = ["2030-07-04"] },
            },
        ];
    }

    public sealed class GroupImputeContract : RowStepContract
    {
        public override IEnumerable<IRowStep> Steps =>
        [
            new GroupImpute { Columns = ["age", "income"], By = "city" },
            new GroupImpute { Columns = ["city", "age"], By = "day", Strategy = ImputeStrategy.MostFrequent },
            new GroupImpute { Columns = ["age"], By = "plan", Strategy = ImputeStrategy.Mean },
        ];
    }

    public sealed class KnnImputeContract : RowStepContract
    {
        public override IEnumerable<IRowStep> Steps =>
            [new KnnImpute(), new KnnImpute { Columns = ["age"], By = ["income"], Neighbours = 2, Rows = 10 }];
    }

    public sealed class ModelImputeContract : RowStepContract
    {
        public override IEnumerable<IRowStep> Steps =>
            [new ModelImpute(), new ModelImpute { Columns = ["age", "plan"], By = ["income", "city"], Rows = 10, Levels = 2 }];
    }

    public sealed class IsolationForestContract : RowStepContract
    {
        public override IEnumerable<IRowStep> Steps =>
        [
            new IsolationForest { Trees = 5, Sample = 8 },
            new IsolationForest { Columns = ["age", "income"], Trees = 3, Output = IsolationOutput.Flag, Share = 0.2 },
        ];
    }

    public sealed class OutliersContract : RowStepContract
    {
        public override IEnumerable<IRowStep> Steps =>
        [
            new Outliers(),
            new Outliers { Columns = ["age"], Method = OutlierMethod.Mad, Action = OutlierAction.Null },
            new Outliers { Columns = ["age", "income"], Method = OutlierMethod.Z, Factor = 1, Action = OutlierAction.Flag },
            new Outliers { Columns = ["income"], Method = OutlierMethod.Quantile, Factor = 0.2 },
        ];
    }

    public sealed class CaseFoldContract : RowStepContract
    {
        public override IEnumerable<IRowStep> Steps => [new CaseFold { Columns = ["city", "age"] }];
    }

    public sealed class ParseNumberContract : RowStepContract
    {
        public override IEnumerable<IRowStep> Steps =>
        [
            new ParseNumber { Columns = ["price", "age"] },
            new ParseNumber { Columns = ["price"], DecimalMark = ',' },
            new ParseNumber { Columns = ["price"], Form = "duration-hours" },
            new ParseNumber { Columns = ["price"], Affixes = new Dictionary<string, double> { ["$"] = 1, ["%"] = 0.01, [""] = 2 } },
        ];
    }

    public sealed class PrintNumberContract : RowStepContract
    {
        public override IEnumerable<IRowStep> Steps => [new PrintNumber { Columns = ["age", "city"] }];
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
            [
                new DateParts { Columns = ["when"] },
                new DateParts { Columns = ["when", "age"], Parts = Enum.GetValues<DatePart>(), KeepSource = true }];
    }

    public sealed class DeriveContract : RowStepContract
    {
        public override IEnumerable<IRowStep> Steps =>
        [
            new Derive { Name = "made", Expression = Expression.Parse("age / (income - 31000) + if(city = 'paris', 1, length(price))") },
            new Derive { Name = "text", Expression = Expression.Parse("concat(lower(city), '-', plan, replace(day, '-', ''))") },
            new Derive { Name = "copy", Expression = Expression.Parse("age") },
            new Derive { Name = "weekend", Expression = Expression.Parse("not is_weekend(\"when\")"), Dates = ["when"] },
            new Derive { Name = "truth", Expression = Expression.Parse("not income or age in (31, 42.5)"), Booleans = ["income"] },
        ];
    }

    public sealed class StandardFormContract : RowStepContract
    {
        public override IEnumerable<IRowStep> Steps =>
        [
            new CountryCode { Columns = ["city", "plan"] },
            new CountryCode { Columns = ["city"], Unknown = WithoutForm.Null },
            new RegionCode { Columns = ["city"], Country = RegionCountry.Ca },
            new PostalCode { Columns = ["price", "day"], Unknown = WithoutForm.Null },
            new CurrencyCode { Columns = ["city", "price"], Unknown = WithoutForm.Quarantine },
            new LanguageCode { Columns = ["city", "active"] },
            new PhoneNumber { Columns = ["price", "day"], Country = "de", Unknown = WithoutForm.Null },
            new EmailAddress { Columns = ["city", "plan"], Unknown = WithoutForm.Null },
            new UrlAddress { Columns = ["city", "plan"], HostOnly = true, Unknown = WithoutForm.Null },
        ];
    }

    public sealed class UnicodeFormContract : RowStepContract
    {
        public override IEnumerable<IRowStep> Steps =>
        [
            new UnicodeForm { Columns = ["city", "age"] },
            new UnicodeForm { Columns = ["city", "price"], Form = TextForm.Nfkc, PlainPunctuation = true },
            new UnicodeForm { Columns = ["city"], KeepInvisible = true },
        ];
    }

    public sealed class ImputeContract : RowStepContract
    {
        public override IEnumerable<IRowStep> Steps =>
        [
            new Impute { Columns = ["age", "income"], Strategy = ImputeStrategy.Mean },
            new Impute { Columns = ["age"], Strategy = ImputeStrategy.Median, Indicator = true },
            new Impute { Columns = ["age", "city"], Strategy = ImputeStrategy.MostFrequent, Indicator = true },
            new Impute { Columns = ["age", "city"], Strategy = ImputeStrategy.Constant, Constant = "0" },
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

    public sealed class StandardScaleContract : RowStepContract
    {
        public override IEnumerable<IRowStep> Steps => [new StandardScale { Columns = ["age", "income"] }];
    }

    public sealed class RobustScaleContract : RowStepContract
    {
        public override IEnumerable<IRowStep> Steps => [new RobustScale { Columns = ["age", "income"] }];
    }

    public sealed class OneHotContract : RowStepContract
    {
        public override IEnumerable<IRowStep> Steps =>
            [
                new OneHot { Columns = ["city", "plan"] },
                new OneHot { Columns = ["city"], MaxCategories = 2, MinFrequency = 0.1, Other = true, Missing = true }];
    }

    public sealed class OrdinalEncodeContract : RowStepContract
    {
        public override IEnumerable<IRowStep> Steps =>
            [new OrdinalEncode { Columns = ["city", "plan"] }, new OrdinalEncode { Columns = ["city"], Unseen = UnseenAs.Code }];
    }

    public sealed class FrequencyEncodeContract : RowStepContract
    {
        public override IEnumerable<IRowStep> Steps =>
            [new FrequencyEncode { Columns = ["city", "plan"] }, new FrequencyEncode { Columns = ["city"], KeepSource = true }];
    }

    public sealed class TargetEncodeContract : RowStepContract
    {
        public override IEnumerable<IRowStep> Steps =>
            [new TargetEncode { Columns = ["city", "plan"] }, new TargetEncode { Columns = ["city"], Classes = 3, KeepSource = true }];
    }

    public sealed class TextEncodeContract : RowStepContract
    {
        public override IEnumerable<IRowStep> Steps =>
        [
            new TextEncode { Columns = ["city", "day"] },
            new TextEncode { Columns = ["city"], Unit = TextUnit.Characters, Components = 2, KeepSource = true },
            new TextEncode { Columns = ["price"], Ngrams = [1, 1], Terms = 3 },
        ];
    }

    public sealed class TextShapeContract : RowStepContract
    {
        public override IEnumerable<IRowStep> Steps =>
            [new TextShape { Columns = ["city", "price"] }, new TextShape { Columns = ["day"], Parts = [TextTrait.Digits] }];
    }

    public sealed class BranchContract : RowStepContract
    {
        public override IEnumerable<IRowStep> Steps =>
            [new Branch { Columns = ["age", "city"] }, new Branch { Columns = ["plan"], Prefix = "raw " }];
    }

    /// <summary>The steps that can choose their columns themselves.</summary>
    public sealed class AllColumnsContract : RowStepContract
    {
        public override IEnumerable<IRowStep> Steps => StepCatalog.All
            .Where(entry => !entry.Planned && entry.Name is not (Keep.Name or Drop.Name or DateParts.Name or ReplaceValues.Name
                or NumberForm.Name or SplitOff.Name or SwapValues.Name or ScaleSlips.Name or Dependency.Name or GroupImpute.Name
                or Derive.StepName or CyclicDate.Name or Haversine.Name or GridCell.Name or Clusters.Name or JsonPath.Name
                or ListItems.Name or Holidays.Name))
            .Where(entry => !entry.Fitted.IsAssignableTo(typeof(FittedForm)))
            .Select(entry => (IRowStep)Activator.CreateInstance(entry.Settings)!);
    }
}
