using System.Globalization;

using Trestle.Learners.Packages;
using Trestle.Rows.Steps.Parsing;
using Trestle.Stages.Kernel.Typing;
using Trestle.Storage.Tables;

namespace Trestle.Stages.Infer;

/// <summary>
/// Brings the rows of a file into the form of the contract, so that the format of the file does not change the answer: an integer is a
/// category where the contract has text, a timestamp a date whatever the dates of the training looked like. Texts stay as they are, and
/// are read by the plan. Safe to use from many threads at once.
/// </summary>
internal sealed class ToContract
{
    private readonly Conversion[] conversions;
    private readonly RowSchema schema;

    /// <summary>Conversions for rows with some columns.</summary>
    /// <param name="package">The package whose contract it is.</param>
    /// <param name="input">The columns of the rows; a column of the contract that is not there has no values.</param>
    /// <param name="types">What they were in the file; null for a text file.</param>
    public ToContract(ModelPackage package, RowSchema input, IReadOnlyDictionary<string, SourceType>? types)
    {
        conversions = [.. ContractSteps.Features(package.Contract).Select(column => Conversion.Of(package, column, input, types))];
        schema = new RowSchema(conversions.Select(conversion => new Column(conversion.Name, conversion.Kind)));
    }

    /// <summary>The rows as the contract has them; a value that cannot be so is the fault of its row.</summary>
    public RowBlock Apply(RowBlock rows, string?[] faults) => RowBlock.Trusted(
        schema, rows.Rows, [.. conversions.Select(conversion => conversion.Apply(rows, faults))]);

    /// <summary>How one column of the contract is made.</summary>
    private sealed record Conversion(string Name, ColumnKind Kind, Func<RowBlock, string?[], Array> Apply)
    {
        public static Conversion Of(
            ModelPackage package, ColumnContract column, RowSchema input, IReadOnlyDictionary<string, SourceType>? types)
        {
            var position = input.Find(column.Name);
            if (position < 0)
            {
                return new Conversion(column.Name, ColumnKind.Text, (rows, _) => new string?[rows.Rows]);
            }

            var source = types?[column.Name] ?? SourceType.Text;
            var nulls = package.Contract.NullTokensOf(column);
            return (TypeIn(package, column), input[position].Kind) switch
            {
                (ColumnType.Number, ColumnKind.Number) => Numbers(
                    (rows, faults) => Finite(column, rows, position, faults)),
                (ColumnType.Number, _) when source == SourceType.Digits => Numbers(
                    (rows, faults) => Read(column, rows, position, faults, Digits)),
                (ColumnType.Number, _) when source == SourceType.Boolean => Numbers(
                    (rows, faults) => Read(column, rows, position, faults, Truth)),
                (ColumnType.Date, ColumnKind.Text) when types is not null => Numbers(
                    (rows, faults) => Read(column, rows, position, faults, text => Moment(text, column, nulls))),
                (ColumnType.Text, ColumnKind.Text) when source == SourceType.Boolean => Texts(
                    (rows, _) => Changed(rows.Texts(position), text => Known(column, text, IsSameWord))),
                (ColumnType.Date, ColumnKind.Text) => Texts((rows, _) => Changed(rows.Texts(position), text => InTraining(text, column))),
                (_, ColumnKind.Text) => Texts((rows, _) => rows.Raw(position)),
                (ColumnType.Text, _) => Texts(
                    (rows, _) => Printed(rows.Numbers(position), text => Known(column, text, IsSameNumber))),
                _ => Texts((rows, _) => Printed(rows.Numbers(position), text => text)),
            };

            Conversion Numbers(Func<RowBlock, string?[], Array> apply) => new(column.Name, ColumnKind.Number, apply);

            Conversion Texts(Func<RowBlock, string?[], Array> apply) => new(column.Name, ColumnKind.Text, apply);
        }
    }

    /// <summary>A column that was a number in the training's source remains one, whatever it means.</summary>
    private static ColumnType TypeIn(ModelPackage package, ColumnContract column) =>
        column.Type is ColumnType.Text or ColumnType.Date && package.Plan.Input.Find(column.Name) is >= 0 and var position
            && package.Plan.Input[position].Kind == ColumnKind.Number
            ? ColumnType.Number
            : column.Type;

    /// <summary>Numbers as they are; an infinite one is as little a number here as the word for it is in a text file.</summary>
    private static Array Finite(ColumnContract column, RowBlock rows, int position, string?[] faults)
    {
        var numbers = rows.Numbers(position);
        for (var i = 0; i < numbers.Length; i++)
        {
            if (double.IsInfinity(numbers[i]))
            {
                faults[i] ??= RowCheck.NotOfType(column);
            }
        }

        return rows.Raw(position);
    }

    /// <summary>Texts as numbers; one that cannot be read is the fault of its row.</summary>
    private static double[] Read(
        ColumnContract column, RowBlock rows, int position, string?[] faults, Func<string, double?> read)
    {
        var texts = rows.Texts(position);
        var numbers = new double[texts.Length];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = double.NaN;
            if (texts[i] is { } text && read(text) is var value)
            {
                numbers[i] = value ?? double.NaN;
                faults[i] ??= value is null ? RowCheck.NotOfType(column) : null;
            }
        }

        return numbers;
    }

    private static double? Digits(string text) => ValueParser.TryNumber(text, '.', out var number) ? number : null;

    private static double? Truth(string text) => text == "true" ? 1 : 0;

    /// <summary>A date in one of the contract's formats, else of ISO 8601, which is what typed formats have.</summary>
    private static double? Moment(string text, ColumnContract column, IReadOnlyList<string> nulls) =>
        ValueParser.IsNull(text, nulls) ? double.NaN
        : ValueParser.TryDate(text, column.Formats, column.Zone, out var moment, out _)
            || ValueParser.TryDate(text, ValueParser.IsoDateFormats, out moment)
            ? moment
            : null;

    /// <summary>A date as those of the training are written, when it is not.</summary>
    private static string InTraining(string text, ColumnContract column) =>
        ValueParser.TryRead(column, text, out _) ? text : OtherDates.InFormat(column, text) ?? text;

    /// <summary>Numbers as a text file has them: whole ones without a fraction.</summary>
    private static string?[] Printed(ReadOnlySpan<double> numbers, Func<string, string> known)
    {
        var texts = new string?[numbers.Length];
        for (var i = 0; i < texts.Length; i++)
        {
            var number = numbers[i];
            texts[i] = double.IsNaN(number) ? null
                : known(PrintNumber.Print(number) ?? number.ToString("R", CultureInfo.InvariantCulture));
        }

        return texts;
    }

    private static string?[] Changed(ReadOnlySpan<string?> texts, Func<string, string> change)
    {
        var changed = new string?[texts.Length];
        for (var i = 0; i < changed.Length; i++)
        {
            changed[i] = texts[i] is { } text ? change(text) : null;
        }

        return changed;
    }

    /// <summary>The category of the training that a value is, when it is written in another way there: 101.0, True.</summary>
    private static string Known(ColumnContract column, string text, Func<string, string, bool> isSame) =>
        column.Values is not { } values || values.Contains(text) ? text
        : values.Where(value => isSame(value, text)).ToArray() is [var only] ? only
        : text;

    private static bool IsSameWord(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether texts are the same number; one with leading zeros is a code.</summary>
    private static bool IsSameNumber(string one, string other) =>
        !(one.Length > 1 && one[0] == '0' && char.IsAsciiDigit(one[1]))
        && ValueParser.TryNumber(one, '.', out var first) && ValueParser.TryNumber(other, '.', out var second) && first == second;
}
