namespace Trestle.Learners;

/// <summary>A form in which models are saved: that of a learner, or one that models made elsewhere come in.</summary>
public interface IModelFormat
{
    /// <summary>The name in packages, such as <c>lightgbm</c>.</summary>
    string Name { get; }

    /// <summary>Its name for people, such as "Gradient boosted trees (LightGBM)".</summary>
    string Title { get; }

    /// <summary>
    /// Reads a model written by <see cref="IModel.Save"/>; hostile bytes give a <c>TrestleException</c> and never run code.
    /// </summary>
    IModel Load(ReadOnlyMemory<byte> saved);

    /// <summary>
    /// Reads a model that another program has made of training rows, which says of them what its bytes do not; errors as for
    /// <see cref="Load"/>.
    /// </summary>
    IModel Take(ReadOnlyMemory<byte> made, TrainingSet rows) => Load(made);
}
