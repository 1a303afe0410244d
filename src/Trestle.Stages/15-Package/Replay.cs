using System.Text;
using System.Text.Json;

using Trestle.Learners.Metrics;
using Trestle.Learners.Packages;
using Trestle.Rows.Csv;
using Trestle.Rows.Steps.Parsing;
using Trestle.Stages.Kernel.Artifacts;
using Trestle.Stages.Kernel.Running;
using Trestle.Stages.Kernel.Tables;
using Trestle.Stages.Kernel.Typing;

namespace Trestle.Stages.Package;

/// <summary>
/// Rows of the test part as in the source, and the scores that training gives them: from the curated table through the learned plan, in
/// blocks of many rows. Parity is a comparison of two paths, so it makes no difference that a served model has learned these rows.
/// </summary>
public sealed class Replay
{
    private const int Most = 200;

    private readonly Contract asked;

    private Replay(Contract asked, RowBlock raw, double[] expected, int outputs, IReadOnlyList<string> decided)
    {
        this.asked = asked;
        Decided = decided;
        Raw = raw;
        Expected = expected;
        Outputs = outputs;
    }

    /// <summary>The rows, with the columns of a request.</summary>
    public RowBlock Raw { get; }

    /// <summary>Number of rows.</summary>
    public int Rows => Raw.Rows;

    /// <summary>The scores, <see cref="Outputs"/> per row.</summary>
    public IReadOnlyList<double> Expected { get; }

    /// <summary>Numbers per row.</summary>
    public int Outputs { get; }

    /// <summary>The classes that training decides for; empty for a value, and where the threshold of the package is all there is.</summary>
    public IReadOnlyList<string> Decided { get; }

    /// <summary>Takes up to two hundred evenly spaced rows of the test part.</summary>
    public static Replay Take(
        UnitContext context, RawRows raw, FittedPlan learned, IModel model, FittedPlan plan, Contract asked, CancellationToken cancellation,
        Decision? decision = null)
    {
        var table = CuratedRows.Open(context, context.Read(Artifact.CuratedTable), null, cancellation);
        var curated = RowBlock.Join(table.Schema, [.. table.Scan(CuratedRows.TestFold, cancellation)]);
        var rejects = Rejecting(asked, plan, curated.Schema);
        int[] sound = [.. Enumerable.Range(0, curated.Rows).Where(row => !rejects(curated, row))];
        var step = Math.Max(1, (sound.Length + Most - 1) / Most);
        int[] picked = [.. sound.Where((_, place) => place % step == 0)];
        var chosen = curated.Take(picked);
        var features = new RowSchema(model.Features.Select(name => new Column(name, ColumnKind.Number)));
        var scores = new double[chosen.Rows * model.Outputs];
        if (chosen.Rows > 0)
        {
            model.Score(learned.Bind(chosen.Schema).Apply(chosen).Project(features, "replay"), scores);
        }

        var request = new RowSchema(ContractSteps.Features(asked).Select(column => raw.Schema[raw.Schema.Find(column.Name)]));
        return new Replay(asked, SourceRows(raw, chosen, cancellation).Project(request, "replay"), scores, model.Outputs, Decisions());

        IReadOnlyList<string> Decisions()
        {
            if (decision is not { ByValue: true })
            {
                return [];
            }

            var outcome = decision.Served(new Outcome(asked.Task, new double[chosen.Rows], scores, model.Outputs)) with
            {
                Amounts = AmountReader.Of(decision.Values, context.Read(Artifact.CuratedTable), [chosen]),
            };
            return [.. Enumerable.Range(0, outcome.Rows).Select(row => asked.Classes[outcome.Class(row)])];
        }
    }

    /// <summary>Whether a row has a value that the configuration rejects, so that a request with it has no score.</summary>
    private static Func<RowBlock, int, bool> Rejecting(Contract asked, FittedPlan plan, RowSchema curated)
    {
        var checks = ContractSteps.Features(asked)
            .Where(column => column.Unseen == UnusualValue.Reject || column.OutOfRange == UnusualValue.Reject)
            .Select(column => (Position: curated.Find(column.Name), Check: new ValueCheck(column, plan, RequestPolicy.Proof)))
            .Where(entry => entry.Position >= 0).ToArray();
        return (rows, row) => checks.Any(entry => entry.Check.Of(rows, entry.Position, row) is { } kind && entry.Check.Rejects(kind));
    }

    /// <summary>The rows as one request in MLflow's split form: numbers as numbers, everything else as its text.</summary>
    /// <param name="labels">Whether to ask for the classes that are decided, instead of the scores.</param>
    public byte[] ToRequest(bool labels = false)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteStartObject("dataframe_split");
            writer.WriteStartArray("columns");
            foreach (var column in Raw.Schema.Columns)
            {
                writer.WriteStringValue(column.Name);
            }

            writer.WriteEndArray();
            writer.WriteStartArray("data");
            for (var row = 0; row < Rows; row++)
            {
                writer.WriteStartArray();
                for (var c = 0; c < Raw.Schema.Count; c++)
                {
                    WriteValue(writer, c, row);
                }

                writer.WriteEndArray();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
            writer.WriteStartObject("params");
            writer.WriteString("output", labels ? "labels" : "scores");
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <summary>One JSON object per row: its values by column, and its scores.</summary>
    public byte[] ToJsonLines()
    {
        using var buffer = new MemoryStream();
        for (var row = 0; row < Rows; row++)
        {
            using (var writer = new Utf8JsonWriter(buffer))
            {
                writer.WriteStartObject();
                writer.WriteStartObject("row");
                for (var c = 0; c < Raw.Schema.Count; c++)
                {
                    if (asked.Find(Raw.Schema[c].Name) is { Private: true })
                    {
                        continue;
                    }

                    writer.WritePropertyName(Raw.Schema[c].Name);
                    WriteValue(writer, c, row);
                }

                writer.WriteEndObject();
                writer.WriteStartArray("scores");
                for (var output = 0; output < Outputs; output++)
                {
                    writer.WriteNumberValue(Expected[(row * Outputs) + output]);
                }

                writer.WriteEndArray();
                writer.WriteEndObject();
            }

            buffer.Write("\n"u8);
        }

        return buffer.ToArray();
    }

    /// <summary>The rows as CSV with a header.</summary>
    public byte[] ToCsv()
    {
        using var text = new StringWriter();
        var csv = new CsvWriter(text);
        csv.WriteHeader(Raw.Schema);
        for (var row = 0; row < Rows; row++)
        {
            csv.WriteRow(Raw, row);
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private void WriteValue(Utf8JsonWriter writer, int position, int row)
    {
        var column = asked.Find(Raw.Schema[position].Name)!;
        if (Raw.Schema[position].Kind == ColumnKind.Number)
        {
            WriteNumber(writer, Raw.Numbers(position)[row]);
            return;
        }

        var text = Raw.Texts(position)[row];
        if (ValueParser.IsNull(text, asked.NullTokensOf(column)))
        {
            writer.WriteNullValue();
        }
        else if (column.Type == ColumnType.Number && ValueParser.TryRead(column, text!, out var number))
        {
            WriteNumber(writer, number);
        }
        else
        {
            writer.WriteStringValue(text);
        }
    }

    private static void WriteNumber(Utf8JsonWriter writer, double number)
    {
        if (double.IsFinite(number))
        {
            writer.WriteNumberValue(number);
        }
        else
        {
            writer.WriteNullValue();
        }
    }

    /// <summary>The source's own rows behind curated ones, in the same order.</summary>
    private static RowBlock SourceRows(RawRows raw, RowBlock chosen, CancellationToken cancellation)
    {
        var wanted = chosen.Numbers(chosen.Schema.Find(ReservedColumns.Row)).ToArray().ToHashSet();
        var row = raw.Schema.Find(ReservedColumns.Row);
        var parts = new List<RowBlock>();
        foreach (var block in raw.Scan(CuratedRows.TestFold, cancellation))
        {
            var numbers = block.Numbers(row).ToArray();
            int[] taken = [.. Enumerable.Range(0, block.Rows).Where(i => wanted.Contains(numbers[i]))];
            if (taken.Length > 0)
            {
                parts.Add(block.Take(taken));
            }
        }

        return RowBlock.Join(raw.Schema, parts);
    }
}
