using System.Globalization;

using Trestle.Core.Schema;
using Trestle.Rows.Blocks;

namespace Trestle.Rows.Steps.Parsing;

/// <summary>
/// Turns the target into a label: the class's number, or the value; NaN for what is neither. Texts that mean the same are one class: 0
/// and 0.0, yes and Yes.
/// </summary>
public sealed class Labels
{
    private readonly Contract contract;
    private readonly ColumnContract target;
    private readonly Dictionary<string, int> classes;
    private readonly TokenSet nullTokens;

    /// <summary>Labels as a contract defines them.</summary>
    public Labels(Contract contract)
    {
        this.contract = contract;
        target = contract.Find(contract.Target)
            ?? throw new ArgumentException($"no column '{contract.Target}' in the contract", nameof(contract));
        target = contract.Task == TaskKind.Regression ? target with { Type = ColumnType.Number } : target;
        nullTokens = new TokenSet(contract.NullTokensOf(target));
        classes = contract.Classes.Select((name, index) => (name, index))
            .ToDictionary(entry => entry.name, entry => entry.index, StringComparer.Ordinal);
        for (var i = 0; i < contract.Classes.Count; i++)
        {
            // Contracts of earlier versions may hold classes that mean the same; each then stands for its own text.
            classes.TryAdd(Meaning(target, contract.Classes[i]), i);
        }

        // Other formats, and feedback, write 0 and 1 as false and true.
        if (contract.Classes.Count == 2 && classes.TryGetValue("0", out var no) && classes.TryGetValue("1", out var yes))
        {
            classes.TryAdd(false.ToString().ToUpperInvariant(), no);
            classes.TryAdd(true.ToString().ToUpperInvariant(), yes);
        }
    }

    /// <summary>Whether labels are classes, and not values.</summary>
    public bool IsClasses => contract.Task != TaskKind.Regression;

    /// <summary>Whether labels are counts: whole numbers from 0 on; no other number is a label.</summary>
    public bool IsCounts => contract.Counts;

    /// <summary>The classes that may be told to anybody: none of a private column, and none of a regression.</summary>
    public IReadOnlyList<string> Names => target.Private ? [] : contract.Classes;

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
                labels[i] = Of(numbers[i]);
            }
        }
        else
        {
            var texts = block.Texts(position);
            var memory = texts.Length < TextMemory<double>.Enough ? null : new TextMemory<double>(Of);
            for (var i = 0; i < labels.Length; i++)
            {
                labels[i] = memory is null || texts[i] is null ? Of(texts[i]) : memory.Of(texts[i]!);
            }
        }

        return labels;
    }

    /// <summary>How a class that is a number is named.</summary>
    public static string NumberName(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    /// <summary>What a text of a target means: the same for all texts of one class.</summary>
    public static string Meaning(ColumnContract target, string text) =>
        target.Type is ColumnType.Number or ColumnType.Boolean && ValueParser.TryRead(target, text, out var value)
            ? NumberName(value)
            : text.Trim().ToUpperInvariant();

    /// <summary>The label that a text means.</summary>
    public double Of(string? text) => nullTokens.Contains(text) ? double.NaN
        : contract.Task != TaskKind.Regression ? Class(text!)
        : ValueParser.TryRead(target, text, out var value) ? Value(value)
        : double.NaN;

    /// <summary>The label that a number means: the value itself, or the class that is named so.</summary>
    public double Of(double number) => contract.Task == TaskKind.Regression ? Value(number) : Class(NumberName(number));

    /// <summary>Whether a number is one that things are counted with.</summary>
    public static bool IsCount(double value) => value >= 0 && value % 1 == 0;

    private double Value(double number) => contract.Counts && !IsCount(number) ? double.NaN : number;

    private double Class(string text) =>
        classes.TryGetValue(text, out var index) || classes.TryGetValue(Meaning(target, text), out index) ? index : double.NaN;
}
