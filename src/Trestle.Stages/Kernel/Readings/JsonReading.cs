using System.Text.Json;

namespace Trestle.Stages.Kernel.Readings;

/// <summary>Lists and objects in JSON. They stay text, which a note says.</summary>
internal sealed class JsonReading : IReading
{
    /// <inheritdoc/>
    public string Name => "json";

    /// <inheritdoc/>
    public ReadingTally Start() => new Tally();

    /// <inheritdoc/>
    public Proposal? Propose(ReadingTally tally, ColumnEvidenceValue evidence)
    {
        var rows = ((Tally)tally).Rows;
        return rows == 0 ? null : new Proposal
        {
            Reading = Name,
            Type = ColumnType.Text,
            Words = "lists or objects in JSON",
            Rows = rows,
            Reads = Tally.IsJson,
            Note = "lists or objects in JSON are kept as text; what they hold is not a feature",
        };
    }

    private sealed class Tally : ReadingTally
    {
        public long Rows { get; private set; }

        public override bool Add(string text, long rows)
        {
            var read = IsJson(text);
            Rows += read ? rows : 0;
            return read;
        }

        public override void Merge(ReadingTally other) => Rows += ((Tally)other).Rows;

        public static bool IsJson(string text)
        {
            if (text is not (['[', .., ']'] or ['{', .., '}']))
            {
                return false;
            }

            try
            {
                using var document = JsonDocument.Parse(text);
                return true;
            }
            catch (JsonException)
            {
                return false;
            }
        }
    }
}
