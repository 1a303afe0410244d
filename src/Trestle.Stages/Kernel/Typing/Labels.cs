using Trestle.Rows.Steps.Parsing;

namespace Trestle.Stages.Kernel.Typing;

/// <summary>Turns the target into a label: the class's number, or the value; NaN for what is neither.</summary>
public sealed class Labels
{
    private readonly Contract contract;
    private readonly ColumnContract target;
    private readonly Dictionary<string, int> classes;

    /// <summary>Labels as a contract defines them.</summary>
    public Labels(Contract contract)
    {
        this.contract = contract;
        target = contract.Find(contract.Target)
            ?? throw new ArgumentException($"no column '{contract.Target}' in the contract", nameof(contract));
        classes = contract.Classes.Select((name, index) => (name, index))
            .ToDictionary(entry => entry.name, entry => entry.index, StringComparer.Ordinal);
    }

    /// <summary>The labels of a block's rows.</summary>
    public double[] Of(RowBlock block)
    {
        var position = block.Schema.Find(contract.Target);
        var labels = new double[block.Rows];
        if (block.Schema[position].Kind == ColumnKind.Number)
        {
            var numbers = block.Numbers(position);
            for (var i = 0; i < labels.Length; i++)
            {
                labels[i] = contract.Task == TaskKind.Regression ? numbers[i] : Class(NumberName(numbers[i]));
            }
        }
        else
        {
            var texts = block.Texts(position);
            for (var i = 0; i < labels.Length; i++)
            {
                labels[i] = Of(texts[i]);
            }
        }

        return labels;
    }

    /// <summary>How a class that is a number is named.</summary>
    public static string NumberName(double value) => value.ToString("R", System.Globalization.CultureInfo.InvariantCulture);

    private double Of(string? text) => ValueParser.IsNull(text, contract.NullTokens) ? double.NaN
        : contract.Task != TaskKind.Regression ? Class(text!.Trim())
        : ValueParser.TryNumber(text.AsSpan().Trim(), target.DecimalMark, out var value) ? value
        : double.NaN;

    private double Class(string name) => classes.TryGetValue(name, out var index) ? index : double.NaN;
}
